import type { Continuation } from '../transport.js';
import { type BackoffOptions, backoffMs } from './backoff.js';

/** Where a consumption is in one shard. Identity matters: a shard that is lost and gained again gets a new one, so what was under way for the old one is void. */
export interface TailedShard {
  readonly shard: number;
  /** undefined: the consumer must be asked. */
  after: number | undefined;
  /** Left out until then. */
  notBefore: number;
  /** Deliveries that failed in a row. */
  failures: number;
}

/** The shards a consumption tails: which are held, where each goes on, and which are paused. */
export class ShardCursors {
  private readonly held = new Map<number, TailedShard>();

  /** Drops what is lost, adds what is gained (its position unknown yet). */
  assign(shards: ReadonlySet<number>): void {
    for (const shard of this.held.keys()) if (!shards.has(shard)) this.held.delete(shard);
    for (const shard of shards) if (!this.held.has(shard)) this.held.set(shard, { shard, after: undefined, notBefore: 0, failures: 0 });
  }

  get(shard: number): TailedShard | undefined {
    return this.held.get(shard);
  }

  holds(cursor: TailedShard): boolean {
    return this.held.get(cursor.shard) === cursor;
  }

  /** Not paused, in order of shard. */
  ready(now: number): TailedShard[] {
    return [...this.held.values()].filter(({ notBefore }) => notBefore <= now).sort((a, b) => a.shard - b.shard);
  }

  /** Milliseconds until the first paused shard is ready; Infinity when none is paused. */
  untilReady(now: number): number {
    return Math.min(...[...this.held.values()].map(({ notBefore }) => notBefore - now).filter((left) => left > 0));
  }

  /** Where the consumer goes on after a delivery that began at `from`. No progress and no pause asked for is given a pause: never a tight loop. */
  continue(cursor: TailedShard, from: number, continuation: Continuation | undefined, now: number, stalledMs: number): void {
    const stalled = !continuation || continuation.after <= from;
    cursor.failures = 0;
    cursor.after = continuation?.after;
    cursor.notBefore = now + Math.max(continuation?.pauseMs ?? 0, stalled ? stalledMs : 0);
  }

  /** Nothing of a delivery happened: all its shards pause and start again from what the consumer names. Answers the pause in ms. */
  failed(cursors: readonly TailedShard[], now: number, backoff: BackoffOptions): number {
    const pause = backoffMs(Math.max(...cursors.map(({ failures }) => failures)) + 1, backoff);
    for (const cursor of cursors) {
      cursor.failures++;
      cursor.after = undefined;
      cursor.notBefore = now + pause;
    }
    return pause;
  }
}
