/**
 * What is stored of a reservation, for ever: version it with care. Fields are added (optional) or a new schema version is made with an upcaster;
 * nothing is renamed or re-used. How it moves the stock of each sku is in sku.events.ts.
 */
import type { StockRefused, StockReserved, Units } from '@millrace/contracts-inventory';
import type { DomainEvent } from '@millrace/decider';

interface OfOrder {
  readonly orderId: string;
}

interface WithLines extends OfOrder {
  readonly lines: readonly Units[];
}

export type StockReleased = DomainEvent<'StockReleased', WithLines>;
/** Given back before it was asked for: nothing will be reserved. */
export type ReservationBarred = DomainEvent<'ReservationBarred', OfOrder>;
export type StockShipped = DomainEvent<'StockShipped', WithLines>;
export type StockReturned = DomainEvent<'StockReturned', WithLines>;
/** Came back, but cannot be sold again. */
export type StockWrittenOff = DomainEvent<'StockWrittenOff', WithLines>;

export type ReservationEvent =
  StockReserved | StockRefused | StockReleased | ReservationBarred | StockShipped | StockReturned | StockWrittenOff;
