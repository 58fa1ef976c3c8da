import type { EventCatalogue, EventMetadata, Recorded } from '@millrace/decider';
import { upcast } from '@millrace/event-store';

/** Columns of `events`, as pg parses them. */
export interface EventRow {
  readonly shard: number;
  readonly position: number;
  readonly stream_id: string;
  readonly version: number;
  readonly event_id: string;
  readonly type: string;
  readonly schema_version: number;
  readonly published: boolean;
  readonly data: unknown;
  readonly metadata: EventMetadata;
  readonly recorded_at: Date;
}

export const eventColumns = 'shard, position, stream_id, version, event_id, type, schema_version, published, data, metadata, recorded_at';

export interface Log {
  readonly service: string;
  readonly generation: string;
  readonly shards: number;
  readonly catalogue: EventCatalogue;
}

/** As it was stored. */
export const recordedOf = (row: EventRow, { service, generation }: Log): Recorded => ({
  service,
  generation,
  shard: row.shard,
  position: row.position,
  streamId: row.stream_id,
  version: row.version,
  eventId: row.event_id,
  type: row.type,
  data: row.data,
  schemaVersion: row.schema_version,
  published: row.published,
  metadata: row.metadata,
  recordedAt: row.recorded_at.toISOString(),
});

/** As this build understands it. */
export const upcastRow = (row: EventRow, log: Log): Recorded => upcast(recordedOf(row, log), log.catalogue);
