import type { EventCatalogue, EventMetadata, Recorded, VersionVector } from '@millrace/decider';
import type { Transaction } from './transaction.js';

/** An exact version, `'none'` (the stream must not exist) or `'any'`. */
export type ExpectedVersion = number | 'none' | 'any';

/** An event to append. Its id comes in; schema version and `published` come from the store's catalogue. */
export interface NewEvent {
  readonly eventId: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** One stream's part of a request. Without events it is a check only: the version must be as expected, nothing is written. */
export interface StreamAppend {
  readonly streamId: string;
  readonly expected: ExpectedVersion;
  readonly events: readonly NewEvent[];
}

/** All or nothing, over one or several streams. `commandId` finds the append again when a broken connection hid its outcome. */
export interface AppendRequest {
  readonly commandId: string;
  readonly streams: readonly StreamAppend[];
  /** Set when this command may have been appended before (a retry): looked up under the shard locks first. */
  readonly retry?: boolean;
}

export type AppendOutcome =
  /** `events` in the order of the request; a check-only request has none. `versions`: of every stream of the request, afterwards. */
  | { readonly kind: 'appended'; readonly events: readonly Recorded[]; readonly versions: ReadonlyMap<string, number> }
  /** Nothing of this request was written. `actual`: versions found, of every stream of the request (0: does not exist). */
  | { readonly kind: 'conflict'; readonly actual: ReadonlyMap<string, number> }
  /** The content cannot be stored; neighbours are not harmed. A retry cannot help. */
  | { readonly kind: 'refused'; readonly error: ContentRefused };

export interface LoadRequest {
  readonly streamId: string;
  /** Events with a higher version only; what a cached state or a snapshot lacks. */
  readonly afterVersion?: number;
  /** A snapshot of this fold, if one is newer than `afterVersion`, replaces the events it covers. */
  readonly snapshot?: SnapshotSlot;
}

/** Which fold's snapshot: its name and its `snapshotVersion`. */
export interface SnapshotSlot {
  readonly fold: string;
  readonly foldVersion: number;
}

export interface Snapshot extends SnapshotSlot {
  readonly streamId: string;
  readonly version: number;
  /** Plain JSON. */
  readonly state: unknown;
}

export interface LoadedStream {
  /** 0: the stream does not exist. */
  readonly version: number;
  readonly snapshot?: Snapshot;
  /** Upcast to today's schema versions, in order. */
  readonly events: readonly Recorded[];
}

export interface ShardCursor {
  readonly shard: number;
  /** Read what lies after this position. */
  readonly after: number;
}

/**
 * The log of one service. Guarantees, for every adapter (see `eventStoreContract`):
 *
 * - positions of a shard are dense (1, 2, 3 …) and in commit order: who sees position n sees everything before it, for ever the same;
 * - a stream's versions are dense, and an append happens only when every expectation of its request holds;
 * - requests of one call are decided in order. One that conflicts or is refused does not harm its neighbours, but a later request of the
 *   call on any of its streams conflicts too, since it was decided on an event that never happened;
 * - a command id is appended at most once, also when the connection broke at commit: the store retries with the id itself;
 * - concurrent calls without a transaction are grouped: many callers, few round trips.
 *
 * Errors: `UnknownEventType`, `UnknownSchemaVersion` (load, read, append), `StoreUnavailable` (may be retried).
 */
export interface EventStore {
  readonly service: string;
  readonly generation: string;
  readonly shards: number;
  readonly catalogue: EventCatalogue;

  /**
   * Without `tx`: commits by itself. With `tx`: the last thing before its commit; on a conflict the locks of all named shards are held already,
   * so that a second call, decided again on what `load(…, tx)` shows, cannot conflict.
   */
  append(requests: readonly AppendRequest[], tx?: Transaction): Promise<readonly AppendOutcome[]>;

  /** All streams in one query. */
  load(requests: readonly LoadRequest[], tx?: Transaction): Promise<ReadonlyMap<string, LoadedStream>>;

  /** The next events of several shards in one query, private ones too, at most `limit` of each shard, in order of (shard, position). */
  read(cursors: readonly ShardCursor[], limit: number): Promise<readonly Recorded[]>;

  /** All events of one correlation id, by (shard, position), at most `limit`. */
  readCorrelated(correlationId: string, limit: number): Promise<readonly Recorded[]>;

  /** The highest position of every shard; shards without events are left out. */
  heads(): Promise<VersionVector>;

  /** Keeps newer versions when two writers race. Losing a snapshot loses nothing. */
  saveSnapshots(snapshots: readonly Snapshot[]): Promise<void>;

  /** Called after commits of this process, with the shards written. Answers how to stop listening. */
  onAppended(listener: (shards: ReadonlySet<number>) => void): () => void;
}

/** The event's content cannot be stored. `pointer` says where in the data. */
export class ContentRefused extends Error {
  override readonly name = 'ContentRefused';
  readonly code = 'event.content-refused';
  constructor(
    readonly pointer: string,
    reason: string,
  ) {
    super(`event content refused at ${pointer || '/'}: ${reason}`);
  }
}

/** This build does not declare the event type. In its own log that means: a newer build wrote it, or a declaration was removed. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';
  readonly code = 'event.unknown-type';
  constructor(
    readonly type: string,
    readonly at?: string,
  ) {
    super(
      `event type '${type}'${at ? ` at ${at}` : ''} is not declared in this build's catalogue: declare it, or run a build that knows it`,
    );
  }
}

export class UnknownSchemaVersion extends Error {
  override readonly name = 'UnknownSchemaVersion';
  readonly code = 'event.unknown-schema-version';
  constructor(
    readonly type: string,
    readonly schemaVersion: number,
    known: number,
    at?: string,
  ) {
    super(`event ${type}${at ? ` at ${at}` : ''} has schema version ${schemaVersion}, this build knows up to ${known}: run a newer build`);
  }
}

/** The database cannot be reached or did not answer in time. A retry may help. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly code = 'store.unavailable';
}
