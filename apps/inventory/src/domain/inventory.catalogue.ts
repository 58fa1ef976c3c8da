import { inventoryContract } from '@millrace/contracts-inventory';
import { declareEvents } from '@millrace/decider';
import type { ReservationEvent } from './reservation/reservation.events.js';
import type { SkuEvent } from './sku/sku.events.js';
import type { StockSlipRecorded } from './sku/stock-slip.js';

const { ProductAdded, PriceChanged, StockReserved, StockRefused } = inventoryContract.events;

const ours = { schemaVersion: 1, published: false };

export const inventoryCatalogue = declareEvents<SkuEvent | StockSlipRecorded | ReservationEvent>({
  ProductAdded: { schemaVersion: ProductAdded.schemaVersion, published: true },
  PriceChanged: { schemaVersion: PriceChanged.schemaVersion, published: true },
  StockReceived: ours,
  StockAdjusted: ours,
  StockSlipRecorded: ours,
  UnitsReserved: ours,
  UnitsReleased: ours,
  UnitsShipped: ours,
  UnitsReturned: ours,
  StockReserved: { schemaVersion: StockReserved.schemaVersion, published: true },
  StockRefused: { schemaVersion: StockRefused.schemaVersion, published: true },
  StockReleased: ours,
  ReservationBarred: ours,
  StockShipped: ours,
  StockReturned: ours,
  StockWrittenOff: ours,
});
