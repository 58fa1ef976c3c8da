import { skuSchema } from '@millrace/contracts-inventory';
import type { Money } from '@millrace/contracts-money';
import { type Decider, reject, type Rejection } from '@millrace/decider';
import type { SkuCommand } from './sku.commands.js';
import type { SkuEvent } from './sku.events.js';
import { type Sku, skuFold } from './sku.js';

export type SkuRejection = 'product.unknown' | 'product.already-exists' | 'product.invalid-sku';

const decide = (command: SkuCommand, sku: Sku): readonly SkuEvent[] | Rejection<SkuRejection> =>
  command.type === 'AddProduct' ? add(command, sku) : changePrice(command.price, sku);

const add = ({ sku, name, price }: SkuCommand & { type: 'AddProduct' }, known: Sku): readonly SkuEvent[] | Rejection<SkuRejection> => {
  if (!skuSchema.safeParse(sku).success)
    return reject('product.invalid-sku', `'${sku}' cannot be a sku: letters, digits, '.', '_' and '-', at most 64.`);
  if (known.situation === 'unlisted') return [{ type: 'ProductAdded', data: { sku, name, price } }];
  return known.added.name === name && sameMoney(known.added.price, price)
    ? []
    : reject('product.already-exists', `${sku} is another product already.`);
};

const changePrice = (price: Money, sku: Sku): readonly SkuEvent[] | Rejection<SkuRejection> => {
  if (sku.situation === 'unlisted') return reject('product.unknown', 'There is no such product.');
  return sameMoney(sku.price, price) ? [] : [{ type: 'PriceChanged', data: { sku: sku.sku, price } }];
};

const sameMoney = (a: Money, b: Money): boolean => a.amount === b.amount && a.currency === b.currency;

export const skuDecider: Decider<SkuCommand, Sku, SkuEvent, SkuRejection> = { ...skuFold, decide };
