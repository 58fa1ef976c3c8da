import { describe, it } from '@jest/globals';
import { policySpec, projectionSpec } from '@millrace/specs';
import { shipmentRequests } from './shipment-requests.policy.js';
import { shipmentView } from './shipment-view.projection.js';

const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const lines = [{ sku: 'cup', quantity: 3 }];
const shipTo = { name: 'Ada Lovelace', street: '12 St James Square', city: 'London', postalCode: 'SW1Y 4JH', country: 'GB' };
const at = '2030-01-01T12:00:00.000Z';

describe('shipping', () => {
  const stream = `shipment-${orderId}`;

  it('does what orders asks', () => {
    policySpec(shipmentRequests)
      .when({ type: 'ShipmentRequested', data: { orderId, shipTo, lines } })
      .thenTells(stream, { type: 'Prepare', orderId, shipTo, lines });
    policySpec(shipmentRequests)
      .when({ type: 'ShipmentCancellationRequested', data: { orderId, reason: 'customer' } })
      .thenTells(stream, { type: 'CancelShipment', orderId, reason: 'customer' });
  });
});

describe('someone who looks at a shipment', () => {
  it('sees where the goods are', () => {
    projectionSpec(shipmentView)
      .given(
        { type: 'ShipmentPrepared', data: { orderId, shipTo, lines } },
        { type: 'ShipmentDispatched', data: { orderId, lines, trackingNumber: 'T-1', at } },
        { type: 'ShipmentCancellationRefused', data: { orderId, reason: 'customer' } },
        { type: 'ShipmentDelivered', data: { orderId, at } },
        { type: 'ShipmentReturned', data: { orderId, lines, restock: false, at } },
      )
      .then({
        [orderId]: {
          shipmentId: orderId,
          version: 5,
          status: 'returned',
          reason: null,
          lines,
          shipTo,
          trackingNumber: 'T-1',
          restocked: false,
          createdAt: '2030-01-01T00:00:01.000Z',
          updatedAt: '2030-01-01T00:00:05.000Z',
        },
      });
  });

  it('sees one that never left, and why', () => {
    projectionSpec(shipmentView)
      .given({ type: 'ShipmentCancelled', data: { orderId, reason: 'dispatch.timeout' } })
      .thenDocument(orderId, { status: 'cancelled', reason: 'dispatch.timeout', lines: [] });
  });
});
