import { shippingContract } from '@millrace/contracts-shipping';
import { declareEvents } from '@millrace/decider';
import type { ShipmentEvent } from './shipment/shipment.events.js';

const { events } = shippingContract;
const published = (type: keyof typeof events) => ({ schemaVersion: events[type].schemaVersion, published: true });

export const shippingCatalogue = declareEvents<ShipmentEvent>({
  ShipmentPrepared: published('ShipmentPrepared'),
  ShipmentDispatched: published('ShipmentDispatched'),
  ShipmentDelivered: published('ShipmentDelivered'),
  ShipmentLost: published('ShipmentLost'),
  ShipmentReturned: published('ShipmentReturned'),
  ShipmentCancelled: published('ShipmentCancelled'),
  ShipmentCancellationRefused: published('ShipmentCancellationRefused'),
});
