import type { Projection, Recorded } from '@millrace/decider';
import { type Account, type Posting, postingsOf } from '../domain/ledger/ledger.js';
import type { PaymentCaptured, PaymentRefunded } from '@millrace/contracts-payments';
import type { CaptureStarted, PaymentEvent } from '../domain/payment/payment.events.js';

type Booked = CaptureStarted | PaymentCaptured | PaymentRefunded;

/** One side of a transaction. The entries of a transaction sum to zero. */
export interface LedgerEntry {
  /** `<transaction>:<account>` */
  readonly entryId: string;
  /** The id of the event that was booked. */
  readonly transactionId: string;
  readonly orderId: string;
  /** What was booked: the event's type. */
  readonly kind: Booked['type'];
  readonly account: Account;
  readonly currency: string;
  /** Minor units: above zero a debit, below zero a credit. */
  readonly amount: number;
  readonly bookedAt: string;
}

const postings = ({ type, data }: Recorded<Booked>): readonly Posting[] => postingsOf({ type, data } as PaymentEvent);
const entryId = (event: Recorded, { account }: Posting): string => `${event.eventId}:${account}`;
const entryIds = (event: Recorded<Booked>): readonly string[] => postings(event).map((posting) => entryId(event, posting));

export const ledgerEntries: Projection<LedgerEntry, Booked> = {
  name: 'ledger-entries',
  version: 1,
  keys: { CaptureStarted: entryIds, PaymentCaptured: entryIds, PaymentRefunded: entryIds },
  evolve: (_, event, key) => ({
    entryId: key,
    transactionId: event.eventId,
    orderId: event.data.orderId,
    kind: event.type,
    ...postings(event).find((posting) => entryId(event, posting) === key)!,
    bookedAt: event.recordedAt,
  }),
};

/**
 * What an account has moved, in one currency, by one shard of the log: a sum over shards is the account's balance. One row for all shards would have
 * every payment wait for every other.
 */
export interface LedgerAccountPart {
  /** `<account>:<currency>:<shard>` */
  readonly partId: string;
  readonly account: Account;
  readonly currency: string;
  readonly debits: number;
  readonly credits: number;
  readonly entries: number;
}

const partId = ({ shard }: Recorded, { account, currency }: Posting): string => `${account}:${currency}:${shard}`;
const partIds = (event: Recorded<Booked>): readonly string[] => postings(event).map((posting) => partId(event, posting));

export const ledgerAccounts: Projection<LedgerAccountPart, Booked> = {
  name: 'ledger-accounts',
  version: 1,
  keys: { CaptureStarted: partIds, PaymentCaptured: partIds, PaymentRefunded: partIds },
  evolve: (part, event, key) => {
    const { account, currency, amount } = postings(event).find((posting) => partId(event, posting) === key)!;
    const { debits, credits, entries } = part ?? { debits: 0, credits: 0, entries: 0 };
    return {
      partId: key,
      account,
      currency,
      debits: debits + Math.max(amount, 0),
      credits: credits + Math.max(-amount, 0),
      entries: entries + 1,
    };
  },
};
