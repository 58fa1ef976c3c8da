import { ordersContract } from '@millrace/contracts-orders';
import { declareEvents } from '@millrace/decider';
import type { FulfilmentEvent } from './fulfilment/fulfilment.events.js';
import type { OrderEvent } from './order/order.events.js';

const { events } = ordersContract;
const published = (type: keyof typeof events) => ({ schemaVersion: events[type].schemaVersion, published: true });
const ours = { schemaVersion: 1, published: false };

export const ordersCatalogue = declareEvents<OrderEvent | FulfilmentEvent>({
  OrderPlaced: published('OrderPlaced'),
  OrderReserved: ours,
  OrderAuthorised: ours,
  OrderShipped: ours,
  OrderCancellationRequested: ours,
  OrderCancellationRefused: ours,
  OrderCompleted: published('OrderCompleted'),
  OrderRejected: published('OrderRejected'),
  OrderCancelled: published('OrderCancelled'),
  OrderReturned: published('OrderReturned'),
  OrderLost: published('OrderLost'),

  FulfilmentStarted: ours,
  StockReservationRequested: published('StockReservationRequested'),
  StockReleaseRequested: published('StockReleaseRequested'),
  PaymentAuthorisationRequested: published('PaymentAuthorisationRequested'),
  PaymentCancellationRequested: published('PaymentCancellationRequested'),
  PaymentCaptureRequested: published('PaymentCaptureRequested'),
  PaymentRefundRequested: published('PaymentRefundRequested'),
  ShipmentRequested: published('ShipmentRequested'),
  ShipmentCancellationRequested: published('ShipmentCancellationRequested'),
  FulfilmentCharged: ours,
  FulfilmentDelivered: ours,
  FulfilmentGoodsLost: ours,
  FulfilmentGoodsReturned: ours,
  FulfilmentCancellationRefused: ours,
  FulfilmentCompleted: ours,
  FulfilmentRejected: ours,
  FulfilmentCancelled: ours,
  FulfilmentReturned: ours,
  FulfilmentLost: ours,
});
