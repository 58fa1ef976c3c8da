import { add, type Money, MoneyError, money, partPerTenThousand, sum, times } from '@millrace/contracts-money';
import type { OrderLine } from '@millrace/contracts-orders';
import { reject, type Rejection } from '@millrace/decider';
import type { WantedLine } from './order.commands.js';

/** What is added to the prices of the goods. Comes from configuration, and is frozen in each order as it was then. */
export interface PricePolicy {
  /** Of the goods, not of shipping; in hundredths of a percent: 2000 is 20 %. */
  readonly taxPerTenThousand: number;
  /** For each order, in minor units by currency; free in any other. */
  readonly shippingCharge: Readonly<Record<string, number>>;
}

/** `total` = `subtotal` + `tax` + `shipping`; tax is rounded for each line. */
export interface Quote {
  readonly lines: readonly OrderLine[];
  readonly subtotal: Money;
  readonly tax: Money;
  readonly shipping: Money;
  readonly total: Money;
}

export type QuoteRejection =
  | 'order.no-lines'
  | 'order.invalid-quantity'
  | 'order.repeated-sku'
  | 'order.unknown-sku'
  | 'order.mixed-currencies'
  | 'order.total-too-large';

export const quote = (wanted: readonly WantedLine[], policy: PricePolicy): Quote | Rejection<QuoteRejection> => {
  const refusal = unacceptable(wanted);
  if (refusal) return refusal;
  try {
    return addedUp(
      wanted.map((line) => priced(line, policy)),
      policy,
    );
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    return error.code === 'money.currencies-differ'
      ? reject('order.mixed-currencies', 'All lines of an order must be priced in one currency.')
      : reject('order.total-too-large', `The order's total is more than can be charged: ${error.message}.`);
  }
};

const unacceptable = (wanted: readonly WantedLine[]): Rejection<QuoteRejection> | undefined => {
  if (wanted.length === 0) return reject('order.no-lines', 'An order has at least one line.');
  const odd = wanted.find(({ quantity }) => !Number.isSafeInteger(quantity) || quantity < 1);
  if (odd) return reject('order.invalid-quantity', `The quantity of ${odd.sku} must be 1 or more.`, { sku: odd.sku });
  const repeated = wanted.find(({ sku }, index) => wanted.findIndex((line) => line.sku === sku) < index);
  if (repeated) return reject('order.repeated-sku', `${repeated.sku} is in two lines: add up the quantities.`, { sku: repeated.sku });
  const unknown = wanted.filter(({ offer }) => offer === undefined).map(({ sku }) => sku);
  if (unknown.length > 0) return reject('order.unknown-sku', `Not sold here: ${unknown.join(', ')}.`, { skus: unknown });
  return undefined;
};

const priced = ({ sku, quantity, offer }: WantedLine, policy: PricePolicy): OrderLine => {
  const { name, unitPrice } = offer!;
  const total = times(unitPrice, quantity);
  return { sku, name, quantity, unitPrice, total, tax: partPerTenThousand(total, policy.taxPerTenThousand) };
};

const addedUp = (lines: readonly OrderLine[], policy: PricePolicy): Quote => {
  const [first, ...rest] = lines as readonly [OrderLine, ...OrderLine[]];
  const subtotal = sum(first.total, ...rest.map(({ total }) => total));
  const tax = sum(first.tax, ...rest.map((line) => line.tax));
  const shipping = money(policy.shippingCharge[subtotal.currency] ?? 0, subtotal.currency);
  return { lines, subtotal, tax, shipping, total: add(add(subtotal, tax), shipping) };
};
