/**
 * What is stored of a sku and its stock, for ever: version it with care. Fields are added (optional) or a new schema version is made with an upcaster;
 * nothing is renamed or re-used.
 */
import type { PriceChanged, ProductAdded } from '@millrace/contracts-inventory';
import type { DomainEvent } from '@millrace/decider';

interface Counted {
  readonly sku: string;
  readonly quantity: number;
}

interface ForOrder extends Counted {
  readonly orderId: string;
}

export type StockReceived = DomainEvent<'StockReceived', Counted & { readonly receiptId: string }>;
/** `quantity` is what was found too much or, below zero, missing. */
export type StockAdjusted = DomainEvent<'StockAdjusted', Counted & { readonly adjustmentId: string; readonly reason: AdjustmentReason }>;
export type AdjustmentReason = 'count' | 'damage' | 'loss';

/** Set aside for an order. */
export type UnitsReserved = DomainEvent<'UnitsReserved', ForOrder>;
export type UnitsReleased = DomainEvent<'UnitsReleased', ForOrder>;
/** Reserved units have left the house. */
export type UnitsShipped = DomainEvent<'UnitsShipped', ForOrder>;
/** Came back, and can be sold again. */
export type UnitsReturned = DomainEvent<'UnitsReturned', ForOrder>;

export type SkuEvent =
  ProductAdded | PriceChanged | StockReceived | StockAdjusted | UnitsReserved | UnitsReleased | UnitsShipped | UnitsReturned;
