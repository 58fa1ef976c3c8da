import { type EventCatalogue, type Recorded, VersionVector } from '@millrace/decider';
import type { AppendOutcome, AppendRequest, EventStore, LoadedStream, LoadRequest, ShardCursor, Snapshot } from '../event-store.js';
import type { Transaction } from '../transaction.js';
import { upcast } from '../upcasting.js';
import { appendInOrder } from './append-in-order.js';
import { InMemoryLog } from './in-memory-log.js';
import { type InMemoryTransaction, inMemoryTransaction, type InMemoryTransactor } from './in-memory-transactor.js';

export interface InMemoryEventStoreOptions {
  readonly service: string;
  readonly catalogue: EventCatalogue;
  /** Shared with every other in-memory store of the service. */
  readonly transactor: InMemoryTransactor;
  /** Milliseconds since 1970: the clock `recordedAt` comes from. */
  readonly now: () => number;
  readonly shards?: number;
  readonly generation?: string;
  /** Two builds over one log: pass the other store's. */
  readonly log?: InMemoryLog;
}

/** The event store for tests and simulation: same guarantees, nothing durable. Deterministic: its only time is `now`. */
export class InMemoryEventStore implements EventStore {
  readonly service: string;
  readonly generation: string;
  readonly shards: number;
  readonly catalogue: EventCatalogue;
  readonly log: InMemoryLog;
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly listeners = new Set<(shards: ReadonlySet<number>) => void>();

  constructor(private readonly options: InMemoryEventStoreOptions) {
    this.service = options.service;
    this.catalogue = options.catalogue;
    this.shards = options.shards ?? 16;
    this.generation = options.generation ?? 'inmemory-1';
    this.log = options.log ?? new InMemoryLog();
  }

  async append(requests: readonly AppendRequest[], tx?: Transaction): Promise<readonly AppendOutcome[]> {
    if (tx) return this.appendIn(inMemoryTransaction(tx), requests);
    return this.options.transactor.transaction(async (own) => this.appendIn(own, requests));
  }

  async load(requests: readonly LoadRequest[], tx?: Transaction): Promise<ReadonlyMap<string, LoadedStream>> {
    const own = tx && inMemoryTransaction(tx);
    return new Map(requests.map((request) => [request.streamId, this.loadOne(request, own)]));
  }

  async read(cursors: readonly ShardCursor[], limit: number): Promise<readonly Recorded[]> {
    return [...cursors]
      .sort((a, b) => a.shard - b.shard)
      .flatMap(({ shard, after }) => this.log.shard(shard).slice(after, after + limit))
      .map((event) => upcast(event, this.catalogue));
  }

  async readCorrelated(correlationId: string, limit: number): Promise<readonly Recorded[]> {
    return this.log
      .shardNumbers()
      .flatMap((shard) => this.log.shard(shard))
      .filter(({ metadata }) => metadata.correlationId === correlationId)
      .slice(0, limit)
      .map((event) => upcast(event, this.catalogue));
  }

  async heads(): Promise<VersionVector> {
    const { service, generation } = this;
    return VersionVector.of(
      ...this.log.shardNumbers().flatMap((shard) => {
        const position = this.log.shard(shard).length;
        return position === 0 ? [] : [{ service, generation, shard, position }];
      }),
    );
  }

  async saveSnapshots(snapshots: readonly Snapshot[]): Promise<void> {
    for (const snapshot of snapshots) {
      const slot = slotOf(snapshot.streamId, snapshot.fold, snapshot.foldVersion);
      if ((this.snapshots.get(slot)?.version ?? 0) < snapshot.version) this.snapshots.set(slot, plainCopy(snapshot));
    }
  }

  onAppended(listener: (shards: ReadonlySet<number>) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private appendIn(tx: InMemoryTransaction, requests: readonly AppendRequest[]): AppendOutcome[] {
    const outcomes = appendInOrder(requests, {
      ...{ log: this.log, service: this.service, generation: this.generation, shards: this.shards, catalogue: this.catalogue },
      recordedAt: new Date(this.options.now()).toISOString(),
      tx,
    });
    const shards = new Set(outcomes.flatMap((outcome) => (outcome.kind === 'appended' ? outcome.events.map(({ shard }) => shard) : [])));
    if (shards.size > 0) tx.afterCommit(() => this.listeners.forEach((listener) => listener(shards)));
    return outcomes;
  }

  private loadOne({ streamId, afterVersion = 0, snapshot: slot }: LoadRequest, tx?: InMemoryTransaction): LoadedStream {
    const events = this.log.stream(streamId, tx);
    const found = slot && this.snapshots.get(slotOf(streamId, slot.fold, slot.foldVersion));
    const snapshot = found && found.version > afterVersion ? plainCopy(found) : undefined;
    const missing = events.slice(snapshot?.version ?? afterVersion).map((event) => upcast(event, this.catalogue));
    return { version: events.length, ...(snapshot && { snapshot }), events: missing };
  }
}

const slotOf = (streamId: string, fold: string, foldVersion: number): string => JSON.stringify([streamId, fold, foldVersion]);

const plainCopy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
