import type { EventMetadata, Recorded } from '@millrace/decider';
import type { ShardCursor } from '@millrace/event-store';
import { type Batch, DivergedError } from '@millrace/transport';
import type { QueryConfig } from 'pg';

/** A position of the published log; of private events only the place. Without a position: what is wrong with the cursor. */
interface PublishedRow {
  readonly generation: string;
  readonly shard: number;
  readonly after: number;
  readonly position: number | null;
  readonly published: boolean;
  readonly stream_id: string;
  readonly version: number;
  readonly event_id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly data: unknown;
  readonly metadata: EventMetadata;
  readonly recorded_at: Date;
}

/**
 * Positions are dense, so a range needs no LIMIT and no sort, which the security barrier would keep from using the index.
 * The bytes of content are summed before it is fetched; only what is stored compressed must be opened for that.
 * A cursor above its shard's head, or a generation that is not the expected one, answers a row without position: said by the very query that would have
 * missed it, so no restore in between two reads goes unseen.
 */
const sqlWith = (data: string): string => `
SELECT description.generation, cursor.shard, cursor.after,
       event.position, event.published, event.stream_id, event.version, event.event_id, event.type, event.schema_version,
       ${data} AS data, event.metadata, event.recorded_at
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

/** Throws `DivergedError`, also when `generation` (the one first seen) is not the log's. */
export const batchesOfRows = (service: string, rows: readonly PublishedRow[], generation: string | undefined): Batch[] => {
  const batches = new Map<number, Batch & { upTo: number; events: Recorded[] }>();
  for (const row of rows) {
    checkPlace(service, row, generation);
    const { shard, after, position } = row;
    let batch = batches.get(shard);
    if (!batch) batches.set(shard, (batch = { source: service, generation: row.generation, shard, after, upTo: after, events: [] }));
    batch.upTo = position!;
    if (row.published) batch.events.push(recordedOf(service, row));
  }
  return [...batches.values()];
};

const checkPlace = (service: string, { generation, shard, after, position }: PublishedRow, expected: string | undefined): void => {
  if (expected !== undefined && generation !== expected)
    throw new DivergedError(service, `it is of generation ${generation} now, it was ${expected}`);
  if (position === null)
    throw new DivergedError(service, `its shard ${shard} ends below ${after}, the position this consumer has read up to`);
};

const recordedOf = (service: string, row: PublishedRow): Recorded => ({
  service,
  generation: row.generation,
  shard: row.shard,
  position: row.position!,
  streamId: row.stream_id,
  version: row.version,
  eventId: row.event_id,
  type: row.type,
  data: row.data,
  schemaVersion: row.schema_version,
  published: true,
  metadata: row.metadata,
  recordedAt: row.recorded_at.toISOString(),
});

export type { PublishedRow };
