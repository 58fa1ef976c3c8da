import type { OrderStatus, OrderSummary } from './order-summary.projection.js';

/** Where a list goes on: after this order, newest first. */
export interface OrderCursor {
  readonly placedAt: string;
  readonly orderId: string;
}

export interface OrderFilter {
  readonly customerId?: string | undefined;
  readonly status?: OrderStatus | undefined;
}

/** Reads of the order summaries. */
export interface OrderSummaryQueries {
  find(orderId: string): Promise<OrderSummary | undefined>;
  /** Newest first (`placedAt`, then `orderId`, descending), so that a page stays where it is while orders come in. */
  list(filter: OrderFilter, after: OrderCursor | undefined, limit: number): Promise<readonly OrderSummary[]>;
}
