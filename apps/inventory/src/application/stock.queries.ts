import type { Stock } from './stock.projection.js';

/** Where a list of products goes on: after this one. */
export interface StockPosition {
  readonly addedAt: string;
  readonly sku: string;
}

export interface StockQueries {
  find(sku: string): Promise<Stock | undefined>;
  /** Newest first. */
  list(limit: number, after?: StockPosition): Promise<readonly Stock[]>;
}
