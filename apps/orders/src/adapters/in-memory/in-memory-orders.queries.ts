import type { InMemoryDocumentTable } from '@millrace/projections';
import type { OrderSummary } from '../../application/order-summary.projection.js';
import type { OrderCursor, OrderFilter, OrderSummaryQueries } from '../../application/order-summary.queries.js';
import type { PriceListEntry, PriceListQueries } from '../../application/price-list.projection.js';

export class InMemoryOrderSummaryQueries implements OrderSummaryQueries {
  constructor(private readonly orders: InMemoryDocumentTable<OrderSummary>) {}

  find(orderId: string): Promise<OrderSummary | undefined> {
    return Promise.resolve(this.orders.get(orderId));
  }

  list({ customerId, status }: OrderFilter, after: OrderCursor | undefined, limit: number): Promise<readonly OrderSummary[]> {
    const rank = ({ placedAt, orderId }: OrderCursor): string => `${placedAt} ${orderId}`;
    const wanted = this.orders
      .all()
      .filter((order) => (customerId === undefined || order.customerId === customerId) && (status === undefined || order.status === status))
      .filter((order) => !after || rank(order) < rank(after));
    return Promise.resolve(wanted.sort((a, b) => (rank(a) < rank(b) ? 1 : -1)).slice(0, limit));
  }
}

export class InMemoryPriceListQueries implements PriceListQueries {
  constructor(private readonly prices: InMemoryDocumentTable<PriceListEntry>) {}

  find(skus: readonly string[]): Promise<ReadonlyMap<string, PriceListEntry>> {
    return Promise.resolve(new Map(skus.flatMap((sku) => (this.prices.get(sku) ? [[sku, this.prices.get(sku)!] as const] : []))));
  }
}
