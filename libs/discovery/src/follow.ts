import type { KnownInstances } from './known-instances.js';
import { pause, type Timers } from './timers.js';

export interface FollowTimes {
  /** Between one round and the next that went well. 0: the server itself makes us wait. */
  readonly everyMs: number;
  /** After a round that failed; doubles up to `maxRetryMs`, with jitter. */
  readonly retryMs: number;
  readonly maxRetryMs: number;
}

export interface Followed {
  readonly known: KnownInstances;
  readonly timers: Timers;
  readonly random: () => number;
  readonly times: FollowTimes;
  /** One round: asks the server and tells `known`. Its signal aborts when the watch is closed. */
  readonly round: (signal: AbortSignal) => Promise<void>;
}

/** Goes on with rounds until the watch is closed. A round that fails makes the set stale, never empty, and is tried again. */
export const follow = async ({ known, timers, random, times, round }: Followed): Promise<void> => {
  let failures = 0;
  while (!known.closed.aborted) {
    try {
      await round(known.closed);
      failures = 0;
    } catch (error) {
      failures++;
      known.failed(error);
    }
    const ms =
      failures === 0 ? times.everyMs : Math.min(times.maxRetryMs, times.retryMs * 2 ** Math.min(failures - 1, 20)) * (0.5 + random() / 2);
    if (ms > 0) await pause(ms, timers, known.closed);
  }
};
