import type { Money } from '@millrace/contracts-money';
import { timeAsText } from '@millrace/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PaymentStatus, PaymentView } from '../../application/payment-view.projection.js';

@Entity({ name: 'payments' })
export class PaymentEntity implements PaymentView {
  @PrimaryColumn('text', { name: 'payment_id' })
  paymentId: string;

  @Column('integer')
  version: number;

  @Column('text')
  status: PaymentStatus;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { name: 'payment_method', nullable: true })
  paymentMethod: string | null;

  @Column('jsonb', { nullable: true })
  amount: Money | null;

  @Column('jsonb', { nullable: true })
  tax: Money | null;

  @Column('jsonb', { nullable: true })
  fee: Money | null;

  @Column('jsonb', { nullable: true })
  captured: Money | null;

  @Column('jsonb', { nullable: true })
  refunded: Money | null;

  @Column('text', { nullable: true })
  reference: string | null;

  @Column('timestamptz', { name: 'created_at', transformer: timeAsText })
  createdAt: string;

  @Column('timestamptz', { name: 'updated_at', transformer: timeAsText })
  updatedAt: string;
}
