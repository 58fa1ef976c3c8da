import type { Money } from '@millrace/contracts-money';
import type { Projection, Recorded } from '@millrace/decider';
import type { SkuEvent } from '../domain/sku/sku.events.js';

/** A product and its stock, as one looks at it. */
export interface Stock {
  readonly sku: string;
  /** Of the sku's stream: its ETag. */
  readonly version: number;
  readonly name: string;
  readonly price: Money;
  readonly onHand: number;
  readonly reserved: number;
  /** onHand − reserved */
  readonly available: number;
  /** When it was listed: lists are newest first. RFC 3339. */
  readonly addedAt: string;
  readonly updatedAt: string;
}

const bySku = ({ data }: { readonly data: { readonly sku: string } }): string => data.sku;

export const stockProjection: Projection<Stock, SkuEvent> = {
  name: 'stock',
  version: 1,
  keys: {
    ProductAdded: bySku,
    PriceChanged: bySku,
    StockReceived: bySku,
    StockAdjusted: bySku,
    UnitsReserved: bySku,
    UnitsReleased: bySku,
    UnitsShipped: bySku,
    UnitsReturned: bySku,
  },
  evolve: (stock, event) => {
    const moved = stock ? change(stock, event) : listed(event);
    return moved && { ...moved, available: moved.onHand - moved.reserved, version: event.version, updatedAt: event.recordedAt };
  },
};

const listed = ({ type, data, version, recordedAt }: Recorded<SkuEvent>): Stock | undefined => {
  if (type !== 'ProductAdded') return undefined;
  const { sku, name, price } = data as Extract<SkuEvent, { type: 'ProductAdded' }>['data'];
  return { sku, version, name, price, onHand: 0, reserved: 0, available: 0, addedAt: recordedAt, updatedAt: recordedAt };
};

const change = (stock: Stock, { type, data }: Recorded<SkuEvent>): Stock => {
  const event = { type, data } as SkuEvent;
  switch (event.type) {
    case 'ProductAdded':
      return stock;
    case 'PriceChanged':
      return { ...stock, price: event.data.price };
    case 'StockReceived':
    case 'StockAdjusted':
    case 'UnitsReturned':
      return { ...stock, onHand: stock.onHand + event.data.quantity };
    case 'UnitsReserved':
      return { ...stock, reserved: stock.reserved + event.data.quantity };
    case 'UnitsReleased':
      return { ...stock, reserved: stock.reserved - event.data.quantity };
    case 'UnitsShipped':
      return { ...stock, onHand: stock.onHand - event.data.quantity, reserved: stock.reserved - event.data.quantity };
  }
};
