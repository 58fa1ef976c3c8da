import type { Repository } from 'typeorm';
import type { Stock } from '../../application/stock.projection.js';
import type { StockPosition, StockQueries } from '../../application/stock.queries.js';
import type { StockEntity } from './stock.entity.js';

export class TypeOrmStockQueries implements StockQueries {
  constructor(private readonly stock: Repository<StockEntity>) {}

  async find(sku: string): Promise<Stock | undefined> {
    return (await this.stock.findOneBy({ sku })) ?? undefined;
  }

  list(limit: number, after?: StockPosition): Promise<readonly Stock[]> {
    const query = this.stock.createQueryBuilder('stock').orderBy('stock.addedAt', 'DESC').addOrderBy('stock.sku', 'DESC').limit(limit);
    if (after) query.where('(stock.addedAt, stock.sku) < (:addedAt, :sku)', { ...after });
    return query.getMany();
  }
}
