import type { ShardCursor } from '@millrace/event-store';
import type { QueryConfig } from 'pg';
import { eventColumns } from './recorded-row.js';

/** One index range per cursor, all seen by one snapshot. */
export const readQuery = (cursors: readonly ShardCursor[], limit: number): QueryConfig => ({
  name: 'millrace-read',
  text: `SELECT event.*
           FROM unnest($1::integer[], $2::bigint[]) AS cursor (shard, after),
                LATERAL (SELECT ${eventColumns} FROM events
                          WHERE events.shard = cursor.shard AND events.position > cursor.after
                          ORDER BY events.position LIMIT $3) AS event
          ORDER BY event.shard, event.position`,
  values: [cursors.map(({ shard }) => shard), cursors.map(({ after }) => after), limit],
});

export const correlatedQuery = (correlationId: string, limit: number): QueryConfig => ({
  name: 'millrace-read-correlated',
  text: `SELECT ${eventColumns} FROM events WHERE metadata ->> 'correlationId' = $1 ORDER BY shard, position LIMIT $2`,
  values: [correlationId, limit],
});

export const headsQuery: QueryConfig = { name: 'millrace-heads', text: 'SELECT shard, position FROM log_heads' };
