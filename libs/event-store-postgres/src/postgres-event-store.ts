import { type EventCatalogue, type Recorded, shardOf, VersionVector } from '@millrace/decider';
import {
  type AppendOutcome,
  type AppendRequest,
  type EventStore,
  type LoadedStream,
  type LoadRequest,
  type ShardCursor,
  type Snapshot,
  type Transaction,
} from '@millrace/event-store';
import { clientOf } from '@millrace/postgres';
import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { appendBatch } from './append/append-batch.js';
import type { AppendCall } from './append/append-call.js';
import { checkCall } from './append/check-call.js';
import type { Lane } from './append/lane.js';
import { Listeners } from './listeners.js';
import { loadedStreams, loadQuery } from './reading/load-streams.js';
import { correlatedQuery, headsQuery, readQuery } from './reading/read-log.js';
import { type EventRow, type Log, upcastRow } from './reading/recorded-row.js';
import { saveSnapshotsQuery } from './reading/snapshots.js';
import { openResources, type Resources, type StoreOptions } from './resources.js';

/** The event store of one service in its PostgreSQL database. See `EventStore` for the guarantees. */
export class PostgresEventStore implements EventStore {
  readonly service: string;
  readonly generation: string;
  readonly shards: number;
  readonly catalogue: EventCatalogue;
  private readonly listeners = new Listeners();

  private constructor(
    private readonly log: Log,
    private readonly resources: Resources,
  ) {
    ({ service: this.service, generation: this.generation, shards: this.shards, catalogue: this.catalogue } = log);
    this.listeners.add((shards) => resources.notifier.appended(shards));
  }

  /** Connects as the service's runtime role to a log its migrations have created. Rejects with `StoreUnavailable`. */
  static async connect(options: StoreOptions): Promise<PostgresEventStore> {
    const { log, resources } = await openResources(options);
    return new PostgresEventStore(log, resources);
  }

  async append(requests: readonly AppendRequest[], tx?: Transaction): Promise<readonly AppendOutcome[]> {
    const { call, complete } = checkCall(requests, this.catalogue);
    if (call.length === 0) return complete([]);
    if (tx) return complete(await this.appendIn(tx, call));
    const outcomes = await this.laneOf(call).append(call);
    const shards = shardsWritten(outcomes);
    if (shards.size > 0) this.listeners.tell(shards);
    return complete(outcomes);
  }

  async load(requests: readonly LoadRequest[], tx?: Transaction): Promise<ReadonlyMap<string, LoadedStream>> {
    if (requests.length === 0) return new Map();
    const query = loadQuery(requests);
    const { rows } = tx ? await clientOf(tx).query(query) : await this.query(query);
    return loadedStreams(requests, rows, this.log);
  }

  async read(cursors: readonly ShardCursor[], limit: number): Promise<readonly Recorded[]> {
    if (cursors.length === 0) return [];
    const { rows } = await this.query<EventRow>(readQuery(cursors, limit));
    return rows.map((row) => upcastRow(row, this.log));
  }

  async readCorrelated(correlationId: string, limit: number): Promise<readonly Recorded[]> {
    const { rows } = await this.query<EventRow>(correlatedQuery(correlationId, limit));
    return rows.map((row) => upcastRow(row, this.log));
  }

  async heads(): Promise<VersionVector> {
    const { service, generation } = this;
    const { rows } = await this.query<{ shard: number; position: number }>(headsQuery);
    return VersionVector.of(...rows.map(({ shard, position }) => ({ service, generation, shard, position })));
  }

  async saveSnapshots(snapshots: readonly Snapshot[]): Promise<void> {
    if (snapshots.length > 0) await this.query(saveSnapshotsQuery(snapshots));
  }

  onAppended(listener: (shards: ReadonlySet<number>) => void): () => void {
    return this.listeners.add(listener);
  }

  /** Waits for what is queued, then disconnects. */
  async close(): Promise<void> {
    await this.resources.close();
  }

  private async appendIn(tx: Transaction, call: AppendCall): Promise<readonly AppendOutcome[]> {
    const [outcomes] = await appendBatch(clientOf(tx), [call], this.log);
    const shards = shardsWritten(outcomes!);
    if (shards.size > 0) tx.afterCommit(() => this.listeners.tell(shards));
    return outcomes!;
  }

  /** A call that spans lanes goes to the lane of its lowest shard. Locks are taken in shard order everywhere, so lanes wait for each other at most. */
  private laneOf(call: AppendCall): Lane {
    const { lanes } = this.resources;
    let lowest = this.shards;
    for (const { request } of call) for (const { streamId } of request.streams) lowest = Math.min(lowest, shardOf(streamId, this.shards));
    return lanes[lowest % lanes.length]!;
  }

  private query<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>> {
    return this.resources.query<Row>(query);
  }
}

const shardsWritten = (outcomes: readonly AppendOutcome[]): Set<number> => {
  const shards = new Set<number>();
  for (const outcome of outcomes) if (outcome.kind === 'appended') for (const { shard } of outcome.events) shards.add(shard);
  return shards;
};
