/**
 * What is stored of an order, for ever: version it with care. Fields are added (optional) or a new schema version is made with an upcaster; nothing is
 * renamed or re-used. Published events are of the contract; the others are nobody else's business.
 */
import type { OrderCancelled, OrderCompleted, OrderLost, OrderPlaced, OrderRejected, OrderReturned } from '@millrace/contracts-orders';
import type { DomainEvent } from '@millrace/decider';

interface OfOrder {
  readonly orderId: string;
}

export type CancelledBy = 'customer' | 'operator';

/** All lines are set aside for this order. */
export type OrderReserved = DomainEvent<'OrderReserved', OfOrder>;
export type OrderAuthorised = DomainEvent<'OrderAuthorised', OfOrder>;
/** The goods have left the house. */
export type OrderShipped = DomainEvent<'OrderShipped', OfOrder>;
export type OrderCancellationRequested = DomainEvent<
  'OrderCancellationRequested',
  OfOrder & { readonly by: CancelledBy; readonly reason?: string }
>;
/** It came too late: the order goes on. */
export type OrderCancellationRefused = DomainEvent<'OrderCancellationRefused', OfOrder>;

export type OrderEvent =
  | OrderPlaced
  | OrderReserved
  | OrderAuthorised
  | OrderShipped
  | OrderCancellationRequested
  | OrderCancellationRefused
  | OrderCompleted
  | OrderRejected
  | OrderCancelled
  | OrderReturned
  | OrderLost;
