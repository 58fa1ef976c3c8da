import type { ServiceDefinition } from '@millrace/service-host';
import { CreateOrders1764100000000 } from './adapters/postgres/create-orders.migration.js';
import { OrderSummaryEntity } from './adapters/postgres/order-summary.entity.js';
import { PriceListEntity } from './adapters/postgres/price-list.entity.js';
import { orderProgress } from './application/order-progress.policy.js';
import { orderSummary } from './application/order-summary.projection.js';
import { priceList } from './application/price-list.projection.js';
import { type FulfilmentOptions, fulfilmentProcess } from './domain/fulfilment/fulfilment.process.js';
import { ordersCatalogue } from './domain/orders.catalogue.js';

export const orders = (options: FulfilmentOptions): ServiceDefinition => ({
  name: 'orders',
  catalogue: ordersCatalogue,
  entities: [OrderSummaryEntity, PriceListEntity],
  migrations: [CreateOrders1764100000000],
  subscriptions: ({ projection, process, policy }) => [
    { name: 'fulfilment', sources: ['orders', 'inventory', 'payments', 'shipping'], consumers: [process(fulfilmentProcess(options))] },
    { name: 'order-progress', sources: ['orders'], consumers: [policy(orderProgress)] },
    { name: 'order-summary', sources: ['orders'], consumers: [projection(orderSummary, OrderSummaryEntity)] },
    { name: 'price-list', sources: ['inventory'], consumers: [projection(priceList, PriceListEntity)] },
  ],
});
