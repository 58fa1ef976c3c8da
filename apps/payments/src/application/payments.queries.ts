import type { LedgerEntry } from './ledger.projection.js';
import type { PaymentView } from './payment-view.projection.js';

export interface PaymentQueries {
  find(paymentId: string): Promise<PaymentView | undefined>;
}

/** What an account holds in one currency, in minor units. */
export interface AccountBalance {
  readonly account: string;
  readonly currency: string;
  readonly debits: number;
  readonly credits: number;
  /** debits − credits */
  readonly balance: number;
  readonly entries: number;
}

export interface EntryPosition {
  readonly bookedAt: string;
  readonly entryId: string;
}

export interface LedgerQueries {
  accounts(): Promise<readonly AccountBalance[]>;
  /** Newest first; of one order, if one is named. */
  entries(
    limit: number,
    filter: { readonly orderId?: string | undefined; readonly after?: EntryPosition | undefined },
  ): Promise<readonly LedgerEntry[]>;
}
