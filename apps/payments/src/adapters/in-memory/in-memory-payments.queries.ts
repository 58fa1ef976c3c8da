import type { InMemoryDocumentTable } from '@millrace/projections';
import type { LedgerAccountPart, LedgerEntry } from '../../application/ledger.projection.js';
import type { PaymentView } from '../../application/payment-view.projection.js';
import type { AccountBalance, EntryPosition, LedgerQueries, PaymentQueries } from '../../application/payments.queries.js';

export class InMemoryPaymentQueries implements PaymentQueries {
  constructor(private readonly payments: InMemoryDocumentTable<PaymentView>) {}

  find(paymentId: string): Promise<PaymentView | undefined> {
    return Promise.resolve(this.payments.get(paymentId));
  }
}

export class InMemoryLedgerQueries implements LedgerQueries {
  constructor(
    private readonly parts: InMemoryDocumentTable<LedgerAccountPart>,
    private readonly entriesTable: InMemoryDocumentTable<LedgerEntry>,
  ) {}

  accounts(): Promise<readonly AccountBalance[]> {
    const balances = new Map<string, AccountBalance>();
    for (const { account, currency, debits, credits, entries } of this.parts.all()) {
      const before = balances.get(`${account} ${currency}`) ?? { debits: 0, credits: 0, entries: 0 };
      const sum = { debits: before.debits + debits, credits: before.credits + credits, entries: before.entries + entries };
      balances.set(`${account} ${currency}`, { account, currency, ...sum, balance: sum.debits - sum.credits });
    }
    return Promise.resolve([...balances].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, balance]) => balance));
  }

  entries(
    limit: number,
    { orderId, after }: { orderId?: string | undefined; after?: EntryPosition | undefined },
  ): Promise<readonly LedgerEntry[]> {
    const rank = ({ bookedAt, entryId }: EntryPosition): string => `${bookedAt} ${entryId}`;
    const wanted = this.entriesTable
      .all()
      .filter((entry) => (orderId === undefined || entry.orderId === orderId) && (!after || rank(entry) < rank(after)));
    return Promise.resolve(wanted.sort((a, b) => (rank(a) < rank(b) ? 1 : -1)).slice(0, limit));
  }
}
