import { type Money, subtract } from '@millrace/contracts-money';
import type { PaymentEvent } from '../payment/payment.events.js';

/** `receivable`: sold, but not yet taken; `acquirer-clearing`: taken, and owed to us by the acquirer. */
export const accounts = ['receivable', 'acquirer-clearing', 'revenue', 'tax', 'refunds', 'fees'] as const;
export type Account = (typeof accounts)[number];

/** One side of a transaction: above zero a debit, below zero a credit, in minor units. */
export interface Posting {
  readonly account: Account;
  readonly currency: string;
  readonly amount: number;
}

/**
 * What an event means in the books (double entry). A sale counts when its capture starts: the goods are gone. What an event posts sums to zero, in one
 * currency; sides of zero are left out.
 */
export const postingsOf = (event: PaymentEvent): readonly Posting[] => {
  switch (event.type) {
    case 'CaptureStarted': {
      const { amount, tax } = event.data;
      return posted(debit('receivable', amount), credit('revenue', subtract(amount, tax)), credit('tax', tax));
    }
    case 'PaymentCaptured': {
      const { amount, fee } = event.data;
      return posted(debit('acquirer-clearing', subtract(amount, fee)), debit('fees', fee), credit('receivable', amount));
    }
    case 'PaymentRefunded': {
      const { amount, tax } = event.data;
      return posted(debit('refunds', subtract(amount, tax)), debit('tax', tax), credit('acquirer-clearing', amount));
    }
    default:
      return [];
  }
};

const debit = (account: Account, { amount, currency }: Money): Posting => ({ account, currency, amount });
const credit = (account: Account, { amount, currency }: Money): Posting => ({ account, currency, amount: -amount });
const posted = (...postings: readonly Posting[]): readonly Posting[] => postings.filter(({ amount }) => amount !== 0);
