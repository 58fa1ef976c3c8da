import type { Money } from '@millrace/contracts-money';
import type { StreamFold } from '@millrace/decider';
import type { SkuEvent } from './sku.events.js';

/** Always 0 <= reserved <= onHand. Of fixed size, since the stream never ends. */
export type Sku =
  | { readonly situation: 'unlisted' }
  | {
      readonly situation: 'listed';
      readonly sku: string;
      /** As it was added: a repetition is told from another product of the same sku. */
      readonly added: { readonly name: string; readonly price: Money };
      readonly price: Money;
      readonly onHand: number;
      readonly reserved: number;
    };

const evolve = (sku: Sku, event: SkuEvent): Sku => {
  if (event.type === 'ProductAdded') {
    const { name, price } = event.data;
    return { situation: 'listed', sku: event.data.sku, added: { name, price }, price, onHand: 0, reserved: 0 };
  }
  if (sku.situation === 'unlisted') return sku;
  switch (event.type) {
    case 'PriceChanged':
      return { ...sku, price: event.data.price };
    case 'StockReceived':
    case 'StockAdjusted':
    case 'UnitsReturned':
      return { ...sku, onHand: sku.onHand + event.data.quantity };
    case 'UnitsReserved':
      return { ...sku, reserved: sku.reserved + event.data.quantity };
    case 'UnitsReleased':
      return { ...sku, reserved: sku.reserved - event.data.quantity };
    case 'UnitsShipped':
      return { ...sku, onHand: sku.onHand - event.data.quantity, reserved: sku.reserved - event.data.quantity };
  }
};

/** One fold for all deciders that look at a sku. */
export const skuFold: StreamFold<Sku, SkuEvent> = { name: 'sku', initial: { situation: 'unlisted' }, evolve, snapshotVersion: 1 };

export const available = (sku: Sku): number => (sku.situation === 'listed' ? sku.onHand - sku.reserved : 0);
