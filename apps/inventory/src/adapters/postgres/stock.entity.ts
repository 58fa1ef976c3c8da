import type { Money } from '@millrace/contracts-money';
import { timeAsText } from '@millrace/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Stock } from '../../application/stock.projection.js';

@Entity({ name: 'stock' })
export class StockEntity implements Stock {
  @PrimaryColumn('text')
  sku: string;

  @Column('integer')
  version: number;

  @Column('text')
  name: string;

  @Column('jsonb')
  price: Money;

  @Column('bigint', { name: 'on_hand' })
  onHand: number;

  @Column('bigint')
  reserved: number;

  @Column('bigint')
  available: number;

  @Column('timestamptz', { name: 'added_at', transformer: timeAsText })
  addedAt: string;

  @Column('timestamptz', { name: 'updated_at', transformer: timeAsText })
  updatedAt: string;
}
