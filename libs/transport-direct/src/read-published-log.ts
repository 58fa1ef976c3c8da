import type { EventMetadata, Recorded } from '@millrace/decider';
import type { ShardCursor } from '@millrace/event-store';
import { type Batch, DivergedError } from '@millrace/transport';
import type { QueryConfig } from 'pg';

/** A position of the published log; of private events only the place. Without a position: what is wrong with the cursor. Few columns: each is parsed row by row. */
interface PublishedRow {
  /** Only when it is not the one that was expected. */
  readonly generation: string | null;
  readonly shard: number;
  readonly position: number | null;
  readonly stream_id: string;
  readonly version: number;
  /** Null: the event is private. */
  readonly event_id: string | null;
  readonly type: string;
  readonly schema_version: number;
  readonly data: unknown;
  readonly metadata: EventMetadata;
  readonly recorded_at: string;
}

/**
 * Positions are dense, so a range needs no LIMIT and no sort, which the security barrier would keep from using the index.
 * The bytes of content are summed before it is fetched; only what is stored compressed must be opened for that.
 * A cursor above its shard's head, or a generation that is not the expected one, answers a row without position: said by the very query that would have
 * missed it, so no restore in between two reads goes unseen.
 */
const sqlWith = (data: string): string => `
SELECT nullif(description.generation, $5::text) AS generation, cursor.shard,
       event.position, event.stream_id, event.version, event.event_id, event.type, event.schema_version, ${data} AS data, event.metadata,
       to_char(event.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS recorded_at
  FROM log_description AS description
 CROSS JOIN unnest($1::integer[], $2::bigint[]) AS cursor (shard, after)
  LEFT JOIN LATERAL (
    SELECT *
      FROM (SELECT place.*,
                   sum(200 + coalesce(CASE WHEN pg_column_compression(data) IS NULL THEN pg_column_size(data) ELSE octet_length(data::text) END, 0))
                     OVER (ORDER BY position) AS bytes
              FROM published_log AS place
             WHERE place.shard = cursor.shard AND place.position > cursor.after AND place.position <= cursor.after + $3::bigint) AS measured
     WHERE bytes <= $4::bigint OR position = cursor.after + 1
  ) AS event ON true
 WHERE event.position IS NOT NULL
    OR description.generation <> $5::text
    OR cursor.after > coalesce((SELECT log_heads.position FROM log_heads WHERE log_heads.shard = cursor.shard), 0)
 ORDER BY cursor.shard, event.position`;

const statements = {
  value: { name: 'millrace-direct-read', text: sqlWith('event.data') },
  'json-text': { name: 'millrace-direct-read-text', text: sqlWith('event.data::text') },
};

export const readQuery = (
  cursors: readonly ShardCursor[],
  limit: number,
  maxBytes: number,
  generation: string | undefined,
  content: 'value' | 'json-text' = 'value',
): QueryConfig => ({
  ...statements[content],
  values: [
    cursors.map(({ shard }) => shard),
    cursors.map(({ after }) => after),
    limit,
    Number.isFinite(maxBytes) ? maxBytes : Number.MAX_SAFE_INTEGER,
    generation ?? null,
  ],
});

/** What was asked of a log: where to go on, and of which generation, unless it is not known yet. */
export interface PublishedRead {
  readonly service: string;
  readonly cursors: readonly ShardCursor[];
  readonly generation: string | undefined;
}

/** Throws `DivergedError`, also when the generation that was asked for is not the log's. */
export const batchesOfRows = ({ service, cursors, generation }: PublishedRead, rows: readonly PublishedRow[]): Batch[] => {
  const begins = new Map(cursors.map(({ shard, after }) => [shard, after]));
  const batches = new Map<number, Batch & { upTo: number; events: Recorded[] }>();
  for (const row of rows) {
    const { shard, position } = row;
    const after = begins.get(shard)!;
    const found = generationOf(service, row, after, generation);
    let batch = batches.get(shard);
    if (!batch) batches.set(shard, (batch = { source: service, generation: found, shard, after, upTo: after, events: [] }));
    batch.upTo = position!;
    if (row.event_id !== null) batch.events.push(recordedOf(service, found, row, row.event_id));
  }
  return [...batches.values()];
};

const generationOf = (
  service: string,
  { generation, shard, position }: PublishedRow,
  after: number,
  expected: string | undefined,
): string => {
  if (expected !== undefined && generation !== null)
    throw new DivergedError(service, `it is of generation ${generation} now, it was ${expected}`);
  if (position === null)
    throw new DivergedError(service, `its shard ${shard} ends below ${after}, the position this consumer has read up to`);
  return (expected ?? generation)!;
};

const recordedOf = (service: string, generation: string, row: PublishedRow, eventId: string): Recorded => ({
  service,
  generation,
  shard: row.shard,
  position: row.position!,
  streamId: row.stream_id,
  version: row.version,
  eventId,
  type: row.type,
  data: row.data,
  schemaVersion: row.schema_version,
  published: true,
  metadata: row.metadata,
  recordedAt: row.recorded_at,
});

export type { PublishedRow };
