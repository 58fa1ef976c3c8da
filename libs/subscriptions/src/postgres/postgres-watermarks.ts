import { VersionVector } from '@millrace/decider';
import type { Transaction } from '@millrace/event-store';
import { clientOf } from '@millrace/postgres';
import type { Pool } from 'pg';
import type { Watermark, WatermarkMove, Watermarks } from '../ports.js';

export class PostgresWatermarks implements Watermarks {
  constructor(private readonly pool: Pool) {}

  async lock(
    tx: Transaction,
    subscription: string,
    source: string,
    generation: string,
    shards: readonly number[],
  ): Promise<ReadonlyMap<number, Watermark>> {
    const found = await this.select(tx, subscription, source, shards);
    const missing = shards.filter((shard) => !found.has(shard));
    if (missing.length === 0) return found;
    await clientOf(tx).query(
      `INSERT INTO watermarks (subscription, source, shard, generation)
       SELECT $1, $2, shard, $3 FROM unnest($4::smallint[]) AS missing (shard) ORDER BY shard ON CONFLICT DO NOTHING`,
      [subscription, source, generation, missing],
    );
    return this.select(tx, subscription, source, shards);
  }

  private async select(tx: Transaction, subscription: string, source: string, shards: readonly number[]): Promise<Map<number, Watermark>> {
    const { rows } = await clientOf(tx).query<{ shard: number; generation: string; position: string }>({
      name: 'lock-watermarks',
      text: `SELECT shard, generation, position FROM watermarks
             WHERE subscription = $1 AND source = $2 AND shard = ANY ($3::smallint[]) ORDER BY shard FOR UPDATE`,
      values: [subscription, source, shards],
    });
    return new Map(rows.map((row) => [row.shard, { generation: row.generation, position: Number(row.position) }]));
  }

  async advance(tx: Transaction, subscription: string, source: string, moves: readonly WatermarkMove[]): Promise<boolean> {
    const { rowCount } = await clientOf(tx).query({
      name: 'advance-watermarks',
      text: `UPDATE watermarks SET position = move.upto
             FROM unnest($3::smallint[], $4::bigint[], $5::bigint[]) AS move (shard, since, upto)
             WHERE subscription = $1 AND source = $2 AND watermarks.shard = move.shard AND watermarks.position = move.since`,
      values: [subscription, source, moves.map(({ shard }) => shard), moves.map(({ from }) => from), moves.map(({ to }) => to)],
    });
    return rowCount === moves.length;
  }

  async read(subscription: string): Promise<VersionVector> {
    const { rows } = await this.pool.query<{ source: string; shard: number; generation: string; position: string }>({
      name: 'read-watermarks',
      text: 'SELECT source, shard, generation, position FROM watermarks WHERE subscription = $1 AND position > 0',
      values: [subscription],
    });
    return VersionVector.of(
      ...rows.map(({ source, shard, generation, position }) => ({ service: source, shard, generation, position: Number(position) })),
    );
  }
}
