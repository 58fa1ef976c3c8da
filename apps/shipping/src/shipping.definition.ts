import type { ServiceDefinition } from '@millrace/service-host';
import { AddShipmentVersion1764200000000 } from './adapters/postgres/add-shipment-version.migration.js';
import { CreateShipments1764100000000 } from './adapters/postgres/create-shipments.migration.js';
import { ShipmentEntity } from './adapters/postgres/shipment.entity.js';
import { demoWarehouse, type DemoWarehouseOptions } from './application/demo-warehouse.effect.js';
import { shipmentRequests } from './application/shipment-requests.policy.js';
import { shipmentView } from './application/shipment-view.projection.js';
import { shippingCatalogue } from './domain/shipping.catalogue.js';

/** `demo`: given, somebody packs and delivers what is prepared. */
export const shipping = (demo?: DemoWarehouseOptions): ServiceDefinition => ({
  name: 'shipping',
  catalogue: shippingCatalogue,
  entities: [ShipmentEntity],
  migrations: [CreateShipments1764100000000, AddShipmentVersion1764200000000],
  subscriptions: ({ projection, policy, effect }) => [
    { name: 'shipment-requests', sources: ['orders'], consumers: [policy(shipmentRequests)] },
    { name: 'shipment-view', sources: ['shipping'], consumers: [projection(shipmentView, ShipmentEntity)] },
    ...(demo ? [{ name: 'demo-warehouse', sources: ['shipping'], consumers: [effect(demoWarehouse(demo))] }] : []),
  ],
});
