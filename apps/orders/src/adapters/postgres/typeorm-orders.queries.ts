import { type DataSource, In } from 'typeorm';
import type { OrderSummary } from '../../application/order-summary.projection.js';
import type { OrderCursor, OrderFilter, OrderSummaryQueries } from '../../application/order-summary.queries.js';
import type { PriceListEntry, PriceListQueries } from '../../application/price-list.projection.js';
import { OrderSummaryEntity } from './order-summary.entity.js';
import { PriceListEntity } from './price-list.entity.js';

export class TypeOrmOrderSummaryQueries implements OrderSummaryQueries {
  constructor(private readonly dataSource: DataSource) {}

  async find(orderId: string): Promise<OrderSummary | undefined> {
    return (await this.dataSource.getRepository(OrderSummaryEntity).findOneBy({ orderId })) ?? undefined;
  }

  list({ customerId, status }: OrderFilter, after: OrderCursor | undefined, limit: number): Promise<readonly OrderSummary[]> {
    const query = this.dataSource
      .getRepository(OrderSummaryEntity)
      .createQueryBuilder('summary')
      .orderBy('summary.placedAt', 'DESC')
      .addOrderBy('summary.orderId', 'DESC')
      .limit(limit);
    if (customerId !== undefined) query.andWhere('summary.customerId = :customerId', { customerId });
    if (status !== undefined) query.andWhere('summary.status = :status', { status });
    if (after) query.andWhere('(summary.placedAt, summary.orderId) < (:placedAt, :orderId)', { ...after });
    return query.getMany();
  }
}

export class TypeOrmPriceListQueries implements PriceListQueries {
  constructor(private readonly dataSource: DataSource) {}

  async find(skus: readonly string[]): Promise<ReadonlyMap<string, PriceListEntry>> {
    const entries = await this.dataSource.getRepository(PriceListEntity).findBy({ sku: In([...skus]) });
    return new Map(entries.map((entry) => [entry.sku, entry]));
  }
}
