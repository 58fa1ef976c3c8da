import type { Pool } from 'pg';
import type { RelayCursor, RelayCursors, RelayMove } from './relay-cursors.js';

interface Row {
  readonly shard: number;
  readonly position: string;
  readonly end_offset: string;
}

export class PostgresRelayCursors implements RelayCursors {
  constructor(private readonly pool: Pool) {}

  async read(generation: string, topic: string, shards: readonly number[]): Promise<ReadonlyMap<number, RelayCursor>> {
    const { rows } = await this.pool.query<Row>({
      name: 'millrace-relay-read',
      text: 'SELECT shard, position, end_offset FROM relay_cursors WHERE topic = $1 AND generation = $2 AND shard = ANY ($3::smallint[])',
      values: [topic, generation, shards],
    });
    const found = new Map(rows.map((row) => [row.shard, row]));
    return new Map(
      shards.map((shard) => {
        const row = found.get(shard);
        return [shard, { shard, position: Number(row?.position ?? 0), endOffset: Number(row?.end_offset ?? 0) }];
      }),
    );
  }

  /** A row of an older generation counts as 0. Rows are written in shard order, so that two relays never wait for each other in a ring. */
  async move(generation: string, topic: string, moves: readonly RelayMove[]): Promise<ReadonlySet<number>> {
    const inOrder = [...moves].sort((a, b) => a.shard - b.shard);
    const { rows } = await this.pool.query<{ readonly shard: number }>({
      name: 'millrace-relay-move',
      text: `INSERT INTO relay_cursors AS cursor (topic, shard, generation, position, end_offset)
             SELECT $1, move.shard, $2, move.upto, move.end_offset
               FROM unnest($3::smallint[], $4::bigint[], $5::bigint[], $6::bigint[]) AS move (shard, since, upto, end_offset)
              WHERE move.since = 0 OR EXISTS (SELECT FROM relay_cursors AS known
                                               WHERE known.topic = $1 AND known.shard = move.shard AND known.generation = $2)
              ORDER BY move.shard
                 ON CONFLICT (topic, shard) DO UPDATE
                SET generation = excluded.generation, position = excluded.position, end_offset = excluded.end_offset
              WHERE (CASE WHEN cursor.generation = excluded.generation THEN cursor.position ELSE 0 END)
                    = (SELECT since FROM unnest($3::smallint[], $4::bigint[]) AS wanted (shard, since) WHERE wanted.shard = cursor.shard)
             RETURNING shard`,
      values: [
        topic,
        generation,
        inOrder.map(({ shard }) => shard),
        inOrder.map(({ from }) => from),
        inOrder.map(({ position }) => position),
        inOrder.map(({ endOffset }) => endOffset),
      ],
    });
    return new Set(rows.map(({ shard }) => shard));
  }
}
