import type { Money } from '@millrace/contracts-money';

export type SkuCommand =
  | { readonly type: 'AddProduct'; readonly sku: string; readonly name: string; readonly price: Money }
  | { readonly type: 'ChangePrice'; readonly price: Money };
