import type { Scheduler } from './scheduler.js';

export interface Hedge<T> {
  readonly afterMs: number;
  readonly scheduler: Scheduler;
  readonly first: (signal: AbortSignal) => Promise<T>;
  /** Asked when it is time; undefined: there is nobody else, or it may not be. */
  readonly second: () => ((signal: AbortSignal) => Promise<T>) | undefined;
  /** An outcome that ends the race. Any other waits for the one still under way. */
  readonly isGood: (outcome: T) => boolean;
}

/**
 * Asks a second one when the first takes long, and answers the first good outcome; the other is aborted. When none is good: the last one. Only for what
 * may be asked twice. (Dean and Barroso, The Tail at Scale.)
 */
export const hedged = <T>({ afterMs, scheduler, first, second, isGood }: Hedge<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const running = new Set<AbortController>();
    const settle = (mine: AbortController, isLast: (others: number) => boolean, end: () => void): void => {
      running.delete(mine);
      if (!isLast(running.size)) return;
      cancel();
      end();
      for (const other of running) other.abort(new Error('another answer came first'));
      running.clear();
    };
    const start = (work: (signal: AbortSignal) => Promise<T>): void => {
      const mine = new AbortController();
      running.add(mine);
      work(mine.signal).then(
        (outcome) =>
          settle(
            mine,
            (others) => isGood(outcome) || others === 0,
            () => resolve(outcome),
          ),
        (error: Error) =>
          settle(
            mine,
            (others) => others === 0,
            () => reject(error),
          ),
      );
    };
    const cancel = scheduler.after(afterMs, () => {
      const work = second();
      if (work) start(work);
    });
    start(first);
  });
