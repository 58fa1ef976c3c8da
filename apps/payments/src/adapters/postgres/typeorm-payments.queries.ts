import type { DataSource } from 'typeorm';
import type { LedgerEntry } from '../../application/ledger.projection.js';
import type { PaymentView } from '../../application/payment-view.projection.js';
import type { AccountBalance, EntryPosition, LedgerQueries, PaymentQueries } from '../../application/payments.queries.js';
import { LedgerAccountPartEntity, LedgerEntryEntity } from './ledger.entities.js';
import { PaymentEntity } from './payment.entity.js';

export class TypeOrmPaymentQueries implements PaymentQueries {
  constructor(private readonly dataSource: DataSource) {}

  async find(paymentId: string): Promise<PaymentView | undefined> {
    return (await this.dataSource.getRepository(PaymentEntity).findOneBy({ paymentId })) ?? undefined;
  }
}

export class TypeOrmLedgerQueries implements LedgerQueries {
  constructor(private readonly dataSource: DataSource) {}

  async accounts(): Promise<readonly AccountBalance[]> {
    const rows = await this.dataSource
      .getRepository(LedgerAccountPartEntity)
      .createQueryBuilder('part')
      .select(['part.account AS account', 'part.currency AS currency'])
      .addSelect('sum(part.debits)::bigint', 'debits')
      .addSelect('sum(part.credits)::bigint', 'credits')
      .addSelect('sum(part.entries)::bigint', 'entries')
      .groupBy('part.account')
      .addGroupBy('part.currency')
      .orderBy('account')
      .addOrderBy('currency')
      .getRawMany<Omit<AccountBalance, 'balance'>>();
    return rows.map((row) => ({ ...row, balance: row.debits - row.credits }));
  }

  entries(
    limit: number,
    { orderId, after }: { orderId?: string | undefined; after?: EntryPosition | undefined },
  ): Promise<readonly LedgerEntry[]> {
    const query = this.dataSource
      .getRepository(LedgerEntryEntity)
      .createQueryBuilder('entry')
      .orderBy('entry.bookedAt', 'DESC')
      .addOrderBy('entry.entryId', 'DESC')
      .limit(limit);
    if (orderId !== undefined) query.andWhere('entry.orderId = :orderId', { orderId });
    if (after) query.andWhere('(entry.bookedAt, entry.entryId) < (:bookedAt, :entryId)', { ...after });
    return query.getMany();
  }
}
