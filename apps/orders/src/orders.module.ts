import { type DynamicModule, Module } from '@nestjs/common';
import type { InMemoryDocumentTable } from '@millrace/projections';
import { type EventSourcedRuntime, SERVICE_RUNTIME } from '@millrace/service-host';
import { OrderStreamController } from './adapters/http/order-stream.controller.js';
import { OrdersController } from './adapters/http/orders.controller.js';
import { InMemoryOrderSummaryQueries, InMemoryPriceListQueries } from './adapters/in-memory/in-memory-orders.queries.js';
import { OrderSummaryEntity } from './adapters/postgres/order-summary.entity.js';
import { PriceListEntity } from './adapters/postgres/price-list.entity.js';
import { TypeOrmOrderSummaryQueries, TypeOrmPriceListQueries } from './adapters/postgres/typeorm-orders.queries.js';
import type { OrderSummary } from './application/order-summary.projection.js';
import type { OrderSummaryQueries } from './application/order-summary.queries.js';
import { OrdersHandlers } from './application/orders.handlers.js';
import type { PriceListEntry, PriceListQueries } from './application/price-list.projection.js';
import type { PricePolicy } from './domain/order/quote.js';
import { ORDER_SUMMARY_QUERIES, PRICE_LIST_QUERIES } from './orders.tokens.js';

const summaryQueries = ({ dataSource, documents }: EventSourcedRuntime): OrderSummaryQueries =>
  dataSource
    ? new TypeOrmOrderSummaryQueries(dataSource)
    : new InMemoryOrderSummaryQueries(documents(OrderSummaryEntity) as InMemoryDocumentTable<OrderSummary>);

const priceQueries = ({ dataSource, documents }: EventSourcedRuntime): PriceListQueries =>
  dataSource
    ? new TypeOrmPriceListQueries(dataSource)
    : new InMemoryPriceListQueries(documents(PriceListEntity) as InMemoryDocumentTable<PriceListEntry>);

@Module({})
export class OrdersModule {
  static with(pricing: PricePolicy): DynamicModule {
    const handlers = ({ executor, now, newId }: EventSourcedRuntime, prices: PriceListQueries) =>
      new OrdersHandlers({ executor, prices, pricing, now, newId });
    return {
      module: OrdersModule,
      controllers: [OrderStreamController, OrdersController],
      providers: [
        { provide: ORDER_SUMMARY_QUERIES, inject: [SERVICE_RUNTIME], useFactory: summaryQueries },
        { provide: PRICE_LIST_QUERIES, inject: [SERVICE_RUNTIME], useFactory: priceQueries },
        { provide: OrdersHandlers, inject: [SERVICE_RUNTIME, PRICE_LIST_QUERIES], useFactory: handlers },
      ],
    };
  }
}
