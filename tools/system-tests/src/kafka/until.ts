import { setTimeout as pause } from 'node:timers/promises';

/** How often a state is looked at that tells nobody of its changes: a process, another program's counts, a topic. */
const everyMs = 200;

/** Looks until `good`, and answers what it saw then. What a look throws (nobody answers now) is one more reason to look again. Rejects after `withinMs` with what was last seen. */
export const until = async <T>(what: string, withinMs: number, look: () => Promise<T>, good: (seen: T) => boolean): Promise<T> => {
  const deadline = performance.now() + withinMs;
  for (;;) {
    let last: unknown;
    try {
      const seen = await look();
      if (good(seen)) return seen;
      last = seen;
    } catch (error) {
      last = String(error);
    }
    if (performance.now() > deadline)
      throw new Error(`not within ${withinMs / 1_000} s: ${what}; last seen: ${JSON.stringify(last)?.slice(0, 1_500)}`);
    await pause(everyMs);
  }
};

/** As `until`, of things that are wrong: until there are none. */
export const untilNone = async (what: string, withinMs: number, look: () => Promise<readonly string[]>): Promise<void> => {
  await until(what, withinMs, look, (wrong) => wrong.length === 0);
};
