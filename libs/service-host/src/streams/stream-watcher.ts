import { type Recorded, shardOf } from '@millrace/decider';
import type { EventStore } from '@millrace/event-store';

interface Watch {
  readonly streamId: string;
  version: number;
  readonly told: (events: readonly Recorded[]) => void;
}

export interface WatcherOptions {
  readonly store: Pick<EventStore, 'load' | 'onAppended' | 'shards'>;
  readonly onError: (error: unknown) => void;
  /** How often to look for what other copies of the service have appended; what this one appends is seen at once. */
  readonly everyMs?: number;
}

/** Tells of new events of single streams, in order, each once. Looks for all that are watched in one query, and not at all while none is. */
export class StreamWatcher {
  private readonly watches = new Set<Watch>();
  private unsubscribe: (() => void) | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking = false;
  private again = false;

  constructor(private readonly options: WatcherOptions) {}

  /** From the version after this one. Answers how to stop. `told` must not throw. */
  watch(streamId: string, afterVersion: number, told: (events: readonly Recorded[]) => void): () => void {
    const watch = { streamId, version: afterVersion, told };
    this.watches.add(watch);
    this.begin();
    return () => {
      this.watches.delete(watch);
      if (this.watches.size === 0) this.rest();
    };
  }

  private begin(): void {
    const { store, everyMs = 250 } = this.options;
    this.unsubscribe ??= store.onAppended((shards) => {
      for (const { streamId } of this.watches) if (shards.has(shardOf(streamId, store.shards))) return void this.look();
    });
    this.timer ??= setInterval(() => void this.look(), everyMs);
    void this.look();
  }

  private rest(): void {
    this.unsubscribe?.();
    clearInterval(this.timer);
    this.unsubscribe = this.timer = undefined;
  }

  private async look(): Promise<void> {
    if (this.looking) return void (this.again = true);
    this.looking = true;
    do {
      this.again = false;
      await this.lookOnce().catch(this.options.onError);
    } while (this.again && this.watches.size > 0);
    this.looking = false;
  }

  private async lookOnce(): Promise<void> {
    const oldest = new Map<string, number>();
    for (const { streamId, version } of this.watches) oldest.set(streamId, Math.min(version, oldest.get(streamId) ?? Infinity));
    if (oldest.size === 0) return;
    const loaded = await this.options.store.load([...oldest].map(([streamId, afterVersion]) => ({ streamId, afterVersion })));
    for (const watch of [...this.watches]) {
      const fresh = loaded.get(watch.streamId)?.events.filter(({ version }) => version > watch.version) ?? [];
      if (fresh.length === 0 || !this.watches.has(watch)) continue;
      watch.version = fresh.at(-1)!.version;
      watch.told(fresh);
    }
  }
}
