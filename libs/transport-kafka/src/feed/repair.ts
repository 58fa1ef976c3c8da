import type { ShardCursor } from '@millrace/event-store';
import { type Batch, DivergedError, type PublishedLog, type Scheduler } from '@millrace/transport';
import type { FeedCounter } from './feed-counts.js';

/** A stretch that the topic does not bring: a hole before what it has next, or a tail it should have had by now. */
export interface Missing extends ShardCursor {
  readonly kind: 'hole' | 'tail';
}

/** A publisher that could not be asked is not asked again before that. */
const pauseMs = 500;

/**
 * The one repair routine: what a topic does not have is read from the publisher's published log. Counted, so that it is seen. A publisher that cannot be reached
 * is told to `onError` and asked again later: the shards that need no repair go on. Throws DivergedError.
 */
export class Repair {
  private notBefore = 0;

  constructor(
    private readonly log: PublishedLog,
    private readonly scheduler: Scheduler,
    private readonly counter: FeedCounter,
    private readonly onError: (error: unknown) => void,
  ) {}

  async read(missing: readonly Missing[], limit: number, maxBytes: number): Promise<readonly Batch[]> {
    if (missing.length === 0 || this.scheduler.now() < this.notBefore) return [];
    try {
      const batches = await this.log.read(missing, limit, maxBytes);
      this.count(missing, batches);
      return batches;
    } catch (error) {
      if (error instanceof DivergedError) throw error;
      this.notBefore = this.scheduler.now() + pauseMs;
      this.onError(error);
      return [];
    }
  }

  private count(missing: readonly Missing[], batches: readonly Batch[]): void {
    const kinds = new Map(missing.map(({ shard, kind }) => [shard, kind]));
    for (const { shard, after, upTo } of batches) {
      if (kinds.get(shard) === 'hole') this.counter.holes++;
      else this.counter.tails++;
      this.counter.repairedPositions += upTo - after;
    }
  }
}
