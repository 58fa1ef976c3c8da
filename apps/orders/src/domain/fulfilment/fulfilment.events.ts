/**
 * What is stored of a fulfilment, for ever: version it with care. Fields are added (optional) or a new schema version is made with an upcaster; nothing
 * is renamed or re-used. Requests to other services are published events of this stream; what was noted and how it ended is private.
 */
import type { Money } from '@millrace/contracts-money';
import type {
  Address,
  PaymentAuthorisationRequested,
  PaymentCancellationRequested,
  PaymentCaptureRequested,
  PaymentRefundRequested,
  ShipmentCancellationRequested,
  ShipmentRequested,
  StockReleaseRequested,
  StockReservationRequested,
  Units,
} from '@millrace/contracts-orders';
import type { DomainEvent } from '@millrace/decider';

interface OfOrder {
  readonly orderId: string;
}

/** What of the order is needed on the way. */
export interface Terms extends OfOrder {
  readonly lines: readonly Units[];
  readonly amount: Money;
  readonly tax: Money;
  readonly paymentMethod: string;
  readonly shipTo: Address;
}

export type FulfilmentStarted = DomainEvent<'FulfilmentStarted', Terms>;
export type FulfilmentCharged = DomainEvent<'FulfilmentCharged', OfOrder>;
export type FulfilmentDelivered = DomainEvent<'FulfilmentDelivered', OfOrder>;
export type FulfilmentGoodsLost = DomainEvent<'FulfilmentGoodsLost', OfOrder>;
export type FulfilmentGoodsReturned = DomainEvent<'FulfilmentGoodsReturned', OfOrder>;
export type FulfilmentCancellationRefused = DomainEvent<'FulfilmentCancellationRefused', OfOrder>;
export type FulfilmentCompleted = DomainEvent<'FulfilmentCompleted', OfOrder>;
export type FulfilmentRejected = DomainEvent<'FulfilmentRejected', OfOrder & { readonly reason: string }>;
export type FulfilmentCancelled = DomainEvent<'FulfilmentCancelled', OfOrder & { readonly reason: string }>;
export type FulfilmentReturned = DomainEvent<'FulfilmentReturned', OfOrder>;
export type FulfilmentLost = DomainEvent<'FulfilmentLost', OfOrder>;

export type FulfilmentRequest =
  | StockReservationRequested
  | StockReleaseRequested
  | PaymentAuthorisationRequested
  | PaymentCancellationRequested
  | PaymentCaptureRequested
  | PaymentRefundRequested
  | ShipmentRequested
  | ShipmentCancellationRequested;

export type FulfilmentEvent =
  | FulfilmentRequest
  | FulfilmentStarted
  | FulfilmentCharged
  | FulfilmentDelivered
  | FulfilmentGoodsLost
  | FulfilmentGoodsReturned
  | FulfilmentCancellationRefused
  | FulfilmentCompleted
  | FulfilmentRejected
  | FulfilmentCancelled
  | FulfilmentReturned
  | FulfilmentLost;
