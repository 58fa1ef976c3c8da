import { Module } from '@nestjs/common';
import type { CommandExecutor } from '@millrace/event-store';
import type { InMemoryDocumentTable } from '@millrace/projections';
import { CLOCK, COMMAND_EXECUTOR, type EventSourcedRuntime, SERVICE_RUNTIME } from '@millrace/service-host';
import { ShipmentsController } from './adapters/http/shipments.controller.js';
import { InMemoryShipmentQueries } from './adapters/in-memory/in-memory-shipment.queries.js';
import { ShipmentEntity } from './adapters/postgres/shipment.entity.js';
import { TypeOrmShipmentQueries } from './adapters/postgres/typeorm-shipment.queries.js';
import type { ShipmentView } from './application/shipment-view.projection.js';
import type { ShipmentQueries } from './application/shipment.queries.js';
import { ShippingHandlers } from './application/shipping.handlers.js';
import { SHIPMENT_QUERIES } from './shipping.tokens.js';

const shipmentQueries = ({ dataSource, documents }: EventSourcedRuntime): ShipmentQueries =>
  dataSource
    ? new TypeOrmShipmentQueries(dataSource.getRepository(ShipmentEntity))
    : new InMemoryShipmentQueries(documents(ShipmentEntity) as InMemoryDocumentTable<ShipmentView>);

@Module({
  controllers: [ShipmentsController],
  providers: [
    {
      provide: ShippingHandlers,
      inject: [COMMAND_EXECUTOR, CLOCK],
      useFactory: (executor: CommandExecutor, now: () => number) => new ShippingHandlers(executor, now),
    },
    { provide: SHIPMENT_QUERIES, inject: [SERVICE_RUNTIME], useFactory: shipmentQueries },
  ],
})
export class ShippingModule {}
