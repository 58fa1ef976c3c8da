import type { EventStore, ShardCursor } from '@millrace/event-store';
import type { VersionVector } from '@millrace/decider';
import { batchesOf, cutBatch } from '../batch.js';
import { DivergedError } from '../errors.js';
import type { Batch, PublishedLog } from '../transport.js';

/** What the direct adapter shows, in memory: of private events the places only. For tests, simulation and single-process use. */
export class InMemoryPublishedLog implements PublishedLog {
  readonly service: string;

  constructor(private readonly store: EventStore) {
    this.service = store.service;
  }

  async describe(): Promise<{ readonly generation: string; readonly shards: number }> {
    return { generation: this.store.generation, shards: this.store.shards };
  }

  async read(cursors: readonly ShardCursor[], limit: number, maxBytes = Infinity): Promise<readonly Batch[]> {
    const events = await this.store.read(cursors, limit);
    await this.refuseCursorsAboveHead(cursors, new Set(events.map(({ shard }) => shard)));
    const log = { source: this.service, generation: this.store.generation };
    return batchesOf(log, cursors, events, ({ published }) => published).map((batch) => cutBatch(batch, limit, maxBytes));
  }

  private async refuseCursorsAboveHead(cursors: readonly ShardCursor[], found: ReadonlySet<number>): Promise<void> {
    const suspects = cursors.filter(({ shard, after }) => after > 0 && !found.has(shard));
    if (suspects.length === 0) return;
    const heads = await this.store.heads();
    for (const { shard, after } of suspects) {
      const head = heads.position(this.service, shard);
      if (after > head) throw new DivergedError(this.service, `its shard ${shard} ends at ${head}, this consumer has read up to ${after}`);
    }
  }

  heads(): Promise<VersionVector> {
    return this.store.heads();
  }

  onAppended(hint: () => void): () => void {
    return this.store.onAppended(() => hint());
  }

  async close(): Promise<void> {
    // the store belongs to its service
  }
}
