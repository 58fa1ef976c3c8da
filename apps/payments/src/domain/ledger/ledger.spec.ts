import { describe, expect, it } from '@jest/globals';
import { money } from '@millrace/contracts-money';
import fc from 'fast-check';
import type { PaymentEvent } from '../payment/payment.events.js';
import { postingsOf } from './ledger.js';

const orderId = '0f8fad5b-d9cb-469f-a165-70867728950e';
const eur = (amount: number) => money(amount, 'EUR');
const story = (amount: number, tax: number, fee: number): PaymentEvent[] => [
  { type: 'CaptureStarted', data: { orderId, reference: 'acq-1', amount: eur(amount), tax: eur(tax) } },
  { type: 'PaymentCaptured', data: { orderId, amount: eur(amount), tax: eur(tax), fee: eur(fee) } },
  { type: 'PaymentRefunded', data: { orderId, amount: eur(amount), tax: eur(tax) } },
];
const balances = (events: readonly PaymentEvent[]): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { account, amount } of events.flatMap(postingsOf)) sums[account] = (sums[account] ?? 0) + amount;
  return sums;
};

describe('an accountant', () => {
  it('sees a sale when the goods are gone, and the money where it is', () => {
    expect(balances(story(120, 20, 3).slice(0, 1))).toEqual({ receivable: 120, revenue: -100, tax: -20 });
    expect(balances(story(120, 20, 3).slice(0, 2))).toEqual({ receivable: 0, revenue: -100, tax: -20, 'acquirer-clearing': 117, fees: 3 });
  });

  it('sees a refund take back the sale and its tax, but not the fee', () => {
    expect(balances(story(120, 20, 3))).toEqual({ receivable: 0, revenue: -100, refunds: 100, tax: 0, 'acquirer-clearing': -3, fees: 3 });
  });

  it('finds that every transaction sums to zero, exactly', () => {
    const amounts = fc
      .tuple(fc.maxSafeNat(), fc.maxSafeNat(), fc.maxSafeNat())
      .map((parts) => parts.sort((a, b) => a - b) as [number, number, number]);
    fc.assert(
      fc.property(amounts, ([fee, tax, amount]) => {
        for (const event of story(amount, tax, fee))
          expect(postingsOf(event).reduce((sum, posting) => sum + BigInt(posting.amount), 0n)).toBe(0n);
      }),
    );
  });

  it('sees nothing where no money moves', () => {
    expect(postingsOf({ type: 'PaymentVoided', data: { orderId } })).toEqual([]);
    expect(postingsOf({ type: 'PaymentAuthorised', data: { orderId, amount: eur(1), reference: 'a', at: '' } })).toEqual([]);
  });
});
