import { TimedOut } from './errors.js';
import type { Scheduler } from './scheduler.js';

/**
 * Runs `work` for at most `ms`. When that is over, or `outer` aborts, its signal aborts and this rejects at once, whether or not the work minds the
 * signal: with TimedOut, or with the reason of `outer`.
 */
export const withinTime = <T>(
  ms: number,
  scheduler: Scheduler,
  work: (signal: AbortSignal) => Promise<T>,
  outer?: AbortSignal,
): Promise<T> =>
  new Promise((resolve, reject) => {
    const controller = new AbortController();
    const give = (reason: Error): void => {
      reject(reason);
      controller.abort(reason);
    };
    const onOuter = (): void => give(outer?.reason as Error);
    if (outer?.aborted) return onOuter();
    const cancel = scheduler.after(ms, () => give(new TimedOut(ms)));
    outer?.addEventListener('abort', onOuter, { once: true });
    void work(controller.signal)
      .then(resolve, reject)
      .finally(() => {
        cancel();
        outer?.removeEventListener('abort', onOuter);
      });
  });

/** Waits; rejects with the signal's reason when it aborts. */
export const pause = (ms: number, scheduler: Scheduler, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = scheduler.after(ms, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
