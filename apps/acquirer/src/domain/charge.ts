/** Minor units, never negative. The outside world's own idea of money: it shares nothing with Millrace. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** What was asked for under a key; the same for every retry. */
export interface Asked {
  readonly amount: Money;
  readonly paymentMethod: string;
}

/** Part of what was captured that was paid back; each refund has a key of its own. */
export interface Refund {
  readonly key: string;
  readonly amount: Money;
}

/** One idempotency key's situation. Stored: situations are added, never renamed. */
export type Charge =
  | { readonly situation: 'unknown' }
  /** The method of this key fails for a while. */
  | { readonly situation: 'failing'; readonly asked: Asked; readonly failures: number }
  | { readonly situation: 'declined'; readonly asked: Asked; readonly reason: DeclineReason }
  | { readonly situation: 'authorised'; readonly asked: Asked; readonly authorisedAt: string }
  | {
      readonly situation: 'captured';
      readonly asked: Asked;
      readonly authorisedAt: string;
      readonly captured: Money;
      readonly refunds: readonly Refund[];
    }
  /** Before or after it was authorised: nothing will ever be taken under this key. */
  | { readonly situation: 'voided'; readonly asked?: Asked };

export type DeclineReason = 'declined' | 'insufficient-funds';

/** An entry of the acquirer's book: money really held, taken, let go or paid back. Two authorisations under one key would be a double charge, and would show. */
export interface Movement {
  readonly kind: 'authorisation' | 'capture' | 'void' | 'refund';
  readonly amount: Money;
}

export type RefusalCode =
  | DeclineReason
  | 'unknown-payment-method'
  | 'unknown-authorisation'
  | 'idempotency-key-reused'
  | 'voided'
  | 'not-captured'
  | 'already-captured'
  | 'capture-exceeds-authorisation'
  | 'refund-exceeds-capture'
  | 'currency-differs';

/** What the caller gets: the charge as it stands, a refusal, a failure of ours, or nothing at all. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly answerLost?: true }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly why: string }
  | { readonly kind: 'failed' }
  | { readonly kind: 'hangs' };

/** `charge` and `movements` are to be written in one transaction, before the outcome is told. */
export interface Decision {
  readonly charge: Charge;
  readonly movements: readonly Movement[];
  readonly outcome: Outcome;
}

export const accepted = (charge: Charge, ...movements: readonly Movement[]): Decision => ({
  charge,
  movements,
  outcome: { kind: 'accepted' },
});

export const refused = (charge: Charge, code: RefusalCode, why: string): Decision => ({
  charge,
  movements: [],
  outcome: { kind: 'refused', code, why },
});

export const isSame = (a: Money, b: Money): boolean => a.amount === b.amount && a.currency === b.currency;

/** 1.4 % and 25 minor units, but never more than what was captured. */
export const feeOf = ({ amount, currency }: Money): Money => ({ amount: Math.min(amount, Math.round(amount * 0.014) + 25), currency });

export const refundedOf = (refunds: readonly Refund[]): number => refunds.reduce((sum, { amount }) => sum + amount.amount, 0);
