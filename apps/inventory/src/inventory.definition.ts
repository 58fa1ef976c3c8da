import type { ServiceDefinition } from '@millrace/service-host';
import { AddStockVersion1764200000000 } from './adapters/postgres/add-stock-version.migration.js';
import { CreateStock1764100000000 } from './adapters/postgres/create-stock.migration.js';
import { StockEntity } from './adapters/postgres/stock.entity.js';
import { stockPolicy } from './application/stock.policy.js';
import { stockProjection } from './application/stock.projection.js';
import { inventoryCatalogue } from './domain/inventory.catalogue.js';

export const inventory: ServiceDefinition = {
  name: 'inventory',
  catalogue: inventoryCatalogue,
  entities: [StockEntity],
  migrations: [CreateStock1764100000000, AddStockVersion1764200000000],
  subscriptions: ({ projection, policy }) => [
    { name: 'stock', sources: ['inventory'], consumers: [projection(stockProjection, StockEntity)] },
    { name: 'reservations', sources: ['orders', 'shipping'], consumers: [policy(stockPolicy)] },
  ],
};
