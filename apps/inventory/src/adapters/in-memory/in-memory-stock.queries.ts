import type { InMemoryDocumentTable } from '@millrace/projections';
import type { Stock } from '../../application/stock.projection.js';
import type { StockPosition, StockQueries } from '../../application/stock.queries.js';

export class InMemoryStockQueries implements StockQueries {
  constructor(private readonly stock: InMemoryDocumentTable<Stock>) {}

  find(sku: string): Promise<Stock | undefined> {
    return Promise.resolve(this.stock.get(sku));
  }

  list(limit: number, after?: StockPosition): Promise<readonly Stock[]> {
    const rank = ({ addedAt, sku }: StockPosition): string => `${addedAt} ${sku}`;
    const newestFirst = this.stock.all().sort((a, b) => (rank(a) < rank(b) ? 1 : -1));
    return Promise.resolve(newestFirst.filter((stock) => !after || rank(stock) < rank(after)).slice(0, limit));
  }
}
