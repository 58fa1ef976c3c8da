import { describe, it } from '@jest/globals';
import { money } from '@millrace/contracts-money';
import { policySpec, projectionSpec } from '@millrace/specs';
import { stockPolicy } from './stock.policy.js';
import { stockProjection } from './stock.projection.js';

const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const lines = [{ sku: 'cup', quantity: 3 }];
const at = '2030-01-01T00:00:00.000Z';

describe('someone who looks at the stock', () => {
  it('sees what is there, what is set aside and what can be sold', () => {
    projectionSpec(stockProjection)
      .given(
        { type: 'ProductAdded', data: { sku: 'cup', name: 'Cup', price: money(1_250, 'EUR') } },
        { type: 'PriceChanged', data: { sku: 'cup', price: money(1_500, 'EUR') } },
        { type: 'StockReceived', data: { sku: 'cup', receiptId: 'r-1', quantity: 10 } },
        { type: 'StockAdjusted', data: { sku: 'cup', adjustmentId: 'a-1', quantity: -1, reason: 'damage' } },
        { type: 'UnitsReserved', data: { orderId, sku: 'cup', quantity: 5 } },
        { type: 'UnitsReleased', data: { orderId, sku: 'cup', quantity: 1 } },
        { type: 'UnitsShipped', data: { orderId, sku: 'cup', quantity: 2 } },
        { type: 'UnitsReturned', data: { orderId, sku: 'cup', quantity: 1 } },
      )
      .then({
        cup: {
          sku: 'cup',
          version: 8,
          name: 'Cup',
          price: money(1_500, 'EUR'),
          onHand: 8,
          reserved: 2,
          available: 6,
          addedAt: '2030-01-01T00:00:01.000Z',
          updatedAt: '2030-01-01T00:00:08.000Z',
        },
      });
  });
});

describe('inventory', () => {
  const streams = [`reservation-${orderId}`, 'sku-cup'];
  const policy = policySpec(stockPolicy);

  it('does what orders asks', () => {
    policy
      .when({ type: 'StockReservationRequested', data: { orderId, lines } })
      .thenTells(streams, { type: 'ReserveStock', orderId, lines });
    policy.when({ type: 'StockReleaseRequested', data: { orderId, lines } }).thenTells(streams, { type: 'ReleaseStock', orderId });
  });

  it('follows the goods', () => {
    policy.when({ type: 'ShipmentDispatched', data: { orderId, lines, at } }).thenTells(streams, { type: 'ShipStock', orderId });
    policy
      .when({ type: 'ShipmentReturned', data: { orderId, lines, at, restock: false } })
      .thenTells(streams, { type: 'ReturnStock', orderId, restock: false });
  });
});
