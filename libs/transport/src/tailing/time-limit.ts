import { LogTimedOut } from '../errors.js';
import type { Scheduler } from '../scheduler.js';

/** The work's result, or `LogTimedOut` after `ms`: what hangs is left behind, and its late error is nobody's. */
export const within = async <T>(scheduler: Scheduler, ms: number, what: string, work: Promise<T>): Promise<T> => {
  let cancel: () => void = () => undefined;
  const limit = new Promise<never>((_, reject) => {
    cancel = scheduler.after(ms, () => reject(new LogTimedOut(`${what} did not answer within ${ms} ms`)));
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    cancel();
  }
};
