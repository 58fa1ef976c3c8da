import type { Recorded } from '@millrace/decider';
import type { InMemoryTransaction } from './in-memory-transactor.js';

/** Shards and streams of one log, with what an open transaction has written visible to that transaction only. */
export class InMemoryLog {
  private readonly shards = new Map<number, Recorded[]>();
  private readonly streams = new Map<string, Recorded[]>();
  /** Events of the open transaction, if any: transactions run one at a time. */
  private readonly uncommitted = new Set<Recorded>();

  /** The highest position of the shard, what is not committed included. */
  head(shard: number): number {
    return this.shards.get(shard)?.length ?? 0;
  }

  version(streamId: string): number {
    return this.streams.get(streamId)?.length ?? 0;
  }

  shard(shard: number, tx?: InMemoryTransaction): readonly Recorded[] {
    return this.visible(this.shards.get(shard) ?? [], tx);
  }

  stream(streamId: string, tx?: InMemoryTransaction): readonly Recorded[] {
    return this.visible(this.streams.get(streamId) ?? [], tx);
  }

  shardNumbers(): number[] {
    return [...this.shards.keys()].sort((a, b) => a - b);
  }

  write(events: readonly Recorded[], tx: InMemoryTransaction): void {
    for (const event of events) {
      listOf(this.shards, event.shard).push(event);
      listOf(this.streams, event.streamId).push(event);
      this.uncommitted.add(event);
    }
    tx.onRollback(() => this.undo(events));
    tx.afterCommit(() => events.forEach((event) => this.uncommitted.delete(event)));
  }

  private undo(events: readonly Recorded[]): void {
    for (const event of [...events].reverse()) {
      this.shards.get(event.shard)!.pop();
      this.streams.get(event.streamId)!.pop();
      this.uncommitted.delete(event);
    }
  }

  private visible(events: readonly Recorded[], tx?: InMemoryTransaction): readonly Recorded[] {
    return tx || this.uncommitted.size === 0 ? events : events.filter((event) => !this.uncommitted.has(event));
  }
}

const listOf = <Key>(lists: Map<Key, Recorded[]>, key: Key): Recorded[] => {
  let list = lists.get(key);
  if (!list) lists.set(key, (list = []));
  return list;
};
