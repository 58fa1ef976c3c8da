import type { PriceChanged, ProductAdded } from '@millrace/contracts-inventory';
import type { Money } from '@millrace/contracts-money';
import type { Projection } from '@millrace/decider';

/** What we sell, and for how much: orders' own copy of what inventory published. */
export interface PriceListEntry {
  readonly sku: string;
  readonly name: string;
  readonly price: Money;
}

/** Reads of the price list. */
export interface PriceListQueries {
  /** The entries there are, by sku. */
  find(skus: readonly string[]): Promise<ReadonlyMap<string, PriceListEntry>>;
}

const bySku = ({ data }: { readonly data: { readonly sku: string } }): string => data.sku;

export const priceList: Projection<PriceListEntry, ProductAdded | PriceChanged> = {
  name: 'price-list',
  version: 1,
  keys: { ProductAdded: bySku, PriceChanged: bySku },
  evolve: (entry, { data }) =>
    'name' in data ? { sku: data.sku, name: data.name, price: data.price } : entry && { ...entry, price: data.price },
};
