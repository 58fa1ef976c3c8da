import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { add, maxAmount, money, MoneyError, moneySchema, partPerTenThousand, sum, times } from './index.js';

const refusal = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return error instanceof MoneyError ? error.code : error;
  }
};

describe('money', () => {
  it('is an integer of minor units in a currency that exists', () => {
    expect(moneySchema.safeParse({ amount: 1999, currency: 'EUR' }).success).toBe(true);
    for (const wrong of [
      { amount: 1.5, currency: 'EUR' },
      { amount: -1, currency: 'EUR' },
      { amount: 2 ** 53, currency: 'EUR' },
    ])
      expect(moneySchema.safeParse(wrong).success).toBe(false);
    for (const currency of ['eur', 'EURO', 'XYZ', '']) expect(moneySchema.safeParse({ amount: 1, currency }).success).toBe(false);
  });

  it('never adds up two currencies', () => {
    expect(refusal(() => add(money(1, 'EUR'), money(1, 'USD')))).toBe('money.currencies-differ');
  });

  it('is exact or refused, whatever the amounts', () => {
    const amount = fc.integer({ min: 0, max: maxAmount });
    fc.assert(
      fc.property(amount, fc.integer({ min: 1, max: 1_000_000 }), (unit, quantity) => {
        const exact = BigInt(unit) * BigInt(quantity);
        const result = refusal(() => times(money(unit, 'EUR'), quantity).amount);
        return exact > BigInt(maxAmount) ? result === 'money.too-large' : result === Number(exact);
      }),
    );
    expect(refusal(() => sum(money(maxAmount, 'EUR'), money(1, 'EUR')))).toBe('money.too-large');
  });

  it('rounds half a minor unit of tax up', () => {
    expect([0, 1, 2, 3, 12].map((amount) => partPerTenThousand(money(amount, 'EUR'), 2500).amount)).toEqual([0, 0, 1, 1, 3]);
  });
});
