/** The contract of `inventory`: the events it publishes, by type, with their versions. */
import * as inventory from './inventory-events.js';

export * from './inventory-events.js';

export const inventoryContract = {
  service: 'inventory',
  events: {
    ProductAdded: { schemaVersion: 1, schema: inventory.productAddedSchema },
    PriceChanged: { schemaVersion: 1, schema: inventory.priceChangedSchema },
    StockReserved: { schemaVersion: 1, schema: inventory.stockReservedSchema },
    StockRefused: { schemaVersion: 1, schema: inventory.stockRefusedSchema },
  },
} as const;
