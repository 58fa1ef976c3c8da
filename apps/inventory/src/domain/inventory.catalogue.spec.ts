import { describe, expect, it } from '@jest/globals';
import { inventoryContract } from '@millrace/contracts-inventory';
import { inventoryCatalogue } from './inventory.catalogue.js';

describe('the events of inventory', () => {
  it('are published exactly as its contract says', () => {
    const published = Object.entries(inventoryCatalogue).filter(([, event]) => event.published);
    expect(published.map(([type]) => type).sort()).toEqual(Object.keys(inventoryContract.events).sort());
    for (const [type, { schemaVersion }] of published)
      expect({ type, schemaVersion }).toEqual({ type, schemaVersion: inventoryContract.events[type as 'ProductAdded'].schemaVersion });
  });
});
