import type { ShipmentCancellationRequested, ShipmentRequested } from '@millrace/contracts-orders';
import { type Policy, streamId, tell } from '@millrace/decider';
import type { ShipmentRequest } from '../domain/shipment/shipment.commands.js';
import { shipment } from '../domain/shipment/shipment.decider.js';

const tellShipment = (request: ShipmentRequest) => tell(shipment, streamId('shipment', request.orderId), request);

/** What orders asks of a shipment. */
export const shipmentRequests: Policy<ShipmentRequested | ShipmentCancellationRequested> = {
  name: 'shipment-requests',
  on: {
    ShipmentRequested: ({ data: { orderId, shipTo, lines } }) => tellShipment({ type: 'Prepare', orderId, shipTo, lines }),
    ShipmentCancellationRequested: ({ data: { orderId, reason } }) => tellShipment({ type: 'CancelShipment', orderId, reason }),
  },
};
