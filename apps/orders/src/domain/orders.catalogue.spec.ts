import { describe, expect, it } from '@jest/globals';
import { ordersContract } from '@millrace/contracts-orders';
import { ordersCatalogue } from './orders.catalogue.js';

describe('the events of orders', () => {
  it('are published exactly as its contract says', () => {
    const published = Object.entries(ordersCatalogue).filter(([, event]) => event.published);
    expect(published.map(([type]) => type).sort()).toEqual(Object.keys(ordersContract.events).sort());
    for (const [type, { schemaVersion }] of published)
      expect({ type, schemaVersion }).toEqual({ type, schemaVersion: ordersContract.events[type as 'OrderPlaced'].schemaVersion });
  });
});
