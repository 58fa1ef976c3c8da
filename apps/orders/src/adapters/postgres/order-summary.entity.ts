import type { Money } from '@millrace/contracts-money';
import type { Address, OrderLine } from '@millrace/contracts-orders';
import { timeAsText } from '@millrace/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrderStatus, OrderSummary } from '../../application/order-summary.projection.js';

@Entity({ name: 'order_summaries' })
export class OrderSummaryEntity implements OrderSummary {
  @PrimaryColumn('text', { name: 'order_id' })
  orderId: string;

  @Column('bigint')
  version: number;

  @Column('text', { name: 'customer_id' })
  customerId: string;

  @Column('text')
  status: OrderStatus;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('text', { nullable: true })
  cancellation: OrderSummary['cancellation'];

  @Column('text')
  reached: OrderSummary['reached'];

  @Column('jsonb')
  lines: readonly OrderLine[];

  @Column('jsonb')
  subtotal: Money;

  @Column('jsonb')
  tax: Money;

  @Column('jsonb')
  shipping: Money;

  @Column('jsonb')
  total: Money;

  @Column('text', { name: 'payment_method' })
  paymentMethod: string;

  @Column('jsonb', { name: 'ship_to' })
  shipTo: Address;

  @Column('timestamptz', { name: 'placed_at', transformer: timeAsText })
  placedAt: string;

  @Column('timestamptz', { name: 'updated_at', transformer: timeAsText })
  updatedAt: string;
}
