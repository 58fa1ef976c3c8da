import { z } from 'zod';
import { isCurrency } from './currency.js';

/** 2^53 − 1 minor units: what a JSON number carries exactly. */
export const maxAmount = Number.MAX_SAFE_INTEGER;

/** Never negative: what is owed the other way is said by the event, not by a sign. Part of stored events: fields are never renamed. */
export const moneySchema = z.strictObject({
  amount: z.int().min(0).max(maxAmount).describe("In the currency's minor unit."),
  currency: z
    .string()
    .refine(isCurrency, { error: 'must be an ISO 4217 currency code' })
    // What a JSON Schema says of it: not the list, to which states add now and then.
    .meta({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code of a national currency.' }),
});

export type Money = Readonly<z.infer<typeof moneySchema>>;

export type MoneyErrorCode = 'money.currencies-differ' | 'money.too-large' | 'money.negative';

/** Sums that cannot be: of two currencies, or past what an amount can hold. Thrown, since no caller can go on with a wrong sum. */
export class MoneyError extends Error {
  override readonly name = 'MoneyError';
  constructor(
    readonly code: MoneyErrorCode,
    message: string,
  ) {
    super(message);
  }
}

export const money = (amount: number, currency: string): Money => ({ amount: checked(BigInt(amount)), currency });

export const add = (a: Money, b: Money): Money => {
  sameCurrency(a, b);
  return { amount: checked(BigInt(a.amount) + BigInt(b.amount)), currency: a.currency };
};

export const subtract = (a: Money, b: Money): Money => {
  sameCurrency(a, b);
  return { amount: checked(BigInt(a.amount) - BigInt(b.amount)), currency: a.currency };
};

/** Of one amount or more. */
export const sum = (first: Money, ...rest: readonly Money[]): Money => rest.reduce(add, first);

export const times = (unit: Money, quantity: number): Money => ({
  amount: checked(BigInt(unit.amount) * BigInt(quantity)),
  currency: unit.currency,
});

/** A tax or a fee: `rate` is in hundredths of a percent; half a minor unit is rounded up. */
export const partPerTenThousand = (base: Money, rate: number): Money => ({
  amount: checked((BigInt(base.amount) * BigInt(rate) + 5_000n) / 10_000n),
  currency: base.currency,
});

const sameCurrency = (a: Money, b: Money): void => {
  if (a.currency !== b.currency) throw new MoneyError('money.currencies-differ', `${a.currency} and ${b.currency} cannot be added up`);
};

const checked = (amount: bigint): number => {
  if (amount < 0n) throw new MoneyError('money.negative', `${amount} is below zero`);
  if (amount > BigInt(maxAmount)) throw new MoneyError('money.too-large', `${amount} minor units are more than ${maxAmount}`);
  return Number(amount);
};
