/** The contract of `shipping`: the events it publishes, by type, with their versions. */
import * as shipment from './shipment-events.js';

export * from './shipment-events.js';

export const shippingContract = {
  service: 'shipping',
  events: {
    ShipmentPrepared: { schemaVersion: 1, schema: shipment.shipmentPreparedSchema },
    ShipmentDispatched: { schemaVersion: 1, schema: shipment.shipmentDispatchedSchema },
    ShipmentDelivered: { schemaVersion: 1, schema: shipment.shipmentDeliveredSchema },
    ShipmentLost: { schemaVersion: 1, schema: shipment.shipmentLostSchema },
    ShipmentReturned: { schemaVersion: 1, schema: shipment.shipmentReturnedSchema },
    ShipmentCancelled: { schemaVersion: 1, schema: shipment.shipmentCancelledSchema },
    ShipmentCancellationRefused: { schemaVersion: 1, schema: shipment.shipmentCancellationRefusedSchema },
  },
} as const;
