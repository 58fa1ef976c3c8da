import type { VersionVector } from '@millrace/decider';
import { DivergedError } from '@millrace/transport';

/** What is known of a shard when the publisher's heads are looked at. */
export interface ShardState {
  readonly shard: number;
  /** Where the consumer is. */
  readonly after: number;
  /** Messages taken from the topic so far. */
  readonly fetched: number;
  /** Messages wait to be delivered. */
  readonly waiting: boolean;
}

interface Seen {
  readonly head: number;
  readonly fetched: number;
}

/**
 * Finds tails that a topic has lost, or never got: the publisher's head was beyond the consumer one look ago, and nothing has come since. `check` is called from time to
 * time with a look at the heads; one look alone says nothing, since a relay needs a moment.
 */
export class OverdueTails {
  private seen = new Map<number, Seen>();
  private overdue = new Map<number, number>();

  /** `states` must be older than `heads`. Answers how many shards are overdue. Throws DivergedError when the log ends below what was consumed. */
  check(service: string, states: readonly ShardState[], heads: VersionVector): number {
    const seen = new Map<number, Seen>();
    for (const state of states) {
      const { shard, after, fetched } = state;
      const head = heads.position(service, shard);
      if (after > head) throw new DivergedError(service, `its shard ${shard} ends at ${head}, this consumer has read up to ${after}`);
      if (this.isOverdue(state)) this.overdue.set(shard, this.seen.get(shard)!.head);
      seen.set(shard, { head, fetched });
    }
    this.seen = seen;
    return states.filter(({ shard, after }) => this.reaches(shard, after) !== undefined).length;
  }

  /** Up to where the shard is overdue for a consumer that is at `after`; undefined when it is not. */
  reaches(shard: number, after: number): number | undefined {
    const upTo = this.overdue.get(shard);
    if (upTo === undefined || after < upTo) return upTo;
    this.overdue.delete(shard);
    return undefined;
  }

  private isOverdue({ shard, after, fetched, waiting }: ShardState): boolean {
    const before = this.seen.get(shard);
    return before !== undefined && !waiting && before.head > after && before.fetched === fetched;
  }
}
