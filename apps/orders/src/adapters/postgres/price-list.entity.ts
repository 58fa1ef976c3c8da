import type { Money } from '@millrace/contracts-money';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PriceListEntry } from '../../application/price-list.projection.js';

@Entity({ name: 'price_list' })
export class PriceListEntity implements PriceListEntry {
  @PrimaryColumn('text')
  sku: string;

  @Column('text')
  name: string;

  @Column('jsonb')
  price: Money;
}
