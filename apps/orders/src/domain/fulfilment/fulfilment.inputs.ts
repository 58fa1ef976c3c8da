import type { StockRefused, StockReserved } from '@millrace/contracts-inventory';
import type { OrderPlaced } from '@millrace/contracts-orders';
import type { PaymentAuthorised, PaymentCaptured, PaymentDeclined, PaymentRefunded } from '@millrace/contracts-payments';
import type {
  ShipmentCancellationRefused,
  ShipmentCancelled,
  ShipmentDelivered,
  ShipmentDispatched,
  ShipmentLost,
  ShipmentReturned,
} from '@millrace/contracts-shipping';
import type { OrderCancellationRequested } from '../order/order.events.js';

export type FulfilmentInput =
  | OrderPlaced
  | OrderCancellationRequested
  | StockReserved
  | StockRefused
  | PaymentAuthorised
  | PaymentDeclined
  | PaymentCaptured
  | PaymentRefunded
  | ShipmentDispatched
  | ShipmentDelivered
  | ShipmentLost
  | ShipmentReturned
  | ShipmentCancelled
  | ShipmentCancellationRefused;

/** How long we wait for the acquirer, and for the warehouse. */
export type FulfilmentDeadline = 'payment' | 'dispatch';
