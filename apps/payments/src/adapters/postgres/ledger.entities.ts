import { timeAsText } from '@millrace/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { LedgerAccountPart, LedgerEntry } from '../../application/ledger.projection.js';

@Entity({ name: 'ledger_entries' })
export class LedgerEntryEntity implements LedgerEntry {
  @PrimaryColumn('text', { name: 'entry_id' })
  entryId: string;

  @Column('text', { name: 'transaction_id' })
  transactionId: string;

  @Column('text', { name: 'order_id' })
  orderId: string;

  @Column('text')
  kind: LedgerEntry['kind'];

  @Column('text')
  account: LedgerEntry['account'];

  @Column('text')
  currency: string;

  @Column('bigint')
  amount: number;

  @Column('timestamptz', { name: 'booked_at', transformer: timeAsText })
  bookedAt: string;
}

@Entity({ name: 'ledger_account_parts' })
export class LedgerAccountPartEntity implements LedgerAccountPart {
  @PrimaryColumn('text', { name: 'part_id' })
  partId: string;

  @Column('text')
  account: LedgerAccountPart['account'];

  @Column('text')
  currency: string;

  @Column('bigint')
  debits: number;

  @Column('bigint')
  credits: number;

  @Column('bigint')
  entries: number;
}
