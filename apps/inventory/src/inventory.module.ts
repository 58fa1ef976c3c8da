import { Module } from '@nestjs/common';
import type { CommandExecutor } from '@millrace/event-store';
import type { InMemoryDocumentTable } from '@millrace/projections';
import { COMMAND_EXECUTOR, type EventSourcedRuntime, SERVICE_RUNTIME } from '@millrace/service-host';
import { ProductsController } from './adapters/http/products.controller.js';
import { InMemoryStockQueries } from './adapters/in-memory/in-memory-stock.queries.js';
import { StockEntity } from './adapters/postgres/stock.entity.js';
import { TypeOrmStockQueries } from './adapters/postgres/typeorm-stock.queries.js';
import { InventoryHandlers } from './application/inventory.handlers.js';
import type { Stock } from './application/stock.projection.js';
import type { StockQueries } from './application/stock.queries.js';
import { STOCK_QUERIES } from './inventory.tokens.js';

const stockQueries = ({ dataSource, documents }: EventSourcedRuntime): StockQueries =>
  dataSource
    ? new TypeOrmStockQueries(dataSource.getRepository(StockEntity))
    : new InMemoryStockQueries(documents(StockEntity) as InMemoryDocumentTable<Stock>);

@Module({
  controllers: [ProductsController],
  providers: [
    { provide: InventoryHandlers, inject: [COMMAND_EXECUTOR], useFactory: (executor: CommandExecutor) => new InventoryHandlers(executor) },
    { provide: STOCK_QUERIES, inject: [SERVICE_RUNTIME], useFactory: stockQueries },
  ],
})
export class InventoryModule {}
