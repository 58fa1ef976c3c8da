import { describe, expect, it } from '@jest/globals';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { createDataSource } from './data-source.js';
import { tableShapeOf } from './table-shape.js';

@Entity('order_summary')
class OrderSummary {
  @PrimaryColumn({ name: 'order_id', type: 'text' }) orderId: string;
  @Column({ name: 'total_amount', type: 'bigint' }) total: number;
  @Column({ type: 'numeric', precision: 12, scale: 2 }) weight: string;
  @Column({ name: 'placed_at', type: 'timestamptz' }) placedAt: Date;
  @Column({ type: 'jsonb' }) lines: object[];
  @Column({ type: 'text', array: true }) tags: string[];
  @Column() gift: boolean;
}

@Entity('pairs')
class Pair {
  @PrimaryColumn('text') a: string;
  @PrimaryColumn('text') b: string;
}

/** As `initialize` does before it connects. */
const described = async (...entities: (new () => object)[]) => {
  const dataSource = createDataSource({ url: 'postgres://nobody@127.0.0.1:1/none', max: 1, applicationName: 'spec', entities });
  await (dataSource as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
  return dataSource;
};

describe('tableShapeOf', () => {
  it('names the table, its key and its columns with types that a column definition may say', async () => {
    expect(tableShapeOf(await described(OrderSummary), OrderSummary)).toEqual({
      table: '"order_summary"',
      key: { name: 'order_id', property: 'orderId', type: 'text' },
      columns: [
        { name: 'order_id', property: 'orderId', type: 'text' },
        { name: 'total_amount', property: 'total', type: 'bigint' },
        { name: 'weight', property: 'weight', type: 'numeric(12,2)' },
        { name: 'placed_at', property: 'placedAt', type: 'timestamp with time zone' },
        { name: 'lines', property: 'lines', type: 'jsonb' },
        { name: 'tags', property: 'tags', type: 'text[]' },
        { name: 'gift', property: 'gift', type: 'boolean' },
      ],
    });
  });

  it('refuses an entity with two primary columns', async () => {
    const dataSource = await described(Pair);
    expect(() => tableShapeOf(dataSource, Pair)).toThrow('exactly one primary column');
  });
});
