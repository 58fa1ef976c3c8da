import { describe, expect, it } from '@jest/globals';
import { shippingContract } from '@millrace/contracts-shipping';
import { shippingCatalogue } from './shipping.catalogue.js';

describe('the events of shipping', () => {
  it('are published exactly as its contract says', () => {
    const published = Object.entries(shippingCatalogue).filter(([, event]) => event.published);
    expect(published.map(([type]) => type).sort()).toEqual(Object.keys(shippingContract.events).sort());
    for (const [type, { schemaVersion }] of published)
      expect({ type, schemaVersion }).toEqual({ type, schemaVersion: shippingContract.events[type as 'ShipmentPrepared'].schemaVersion });
  });
});
