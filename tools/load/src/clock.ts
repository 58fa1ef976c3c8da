import { setTimeout as wait } from 'node:timers/promises';

/** The time of a run: milliseconds from its beginning. */
export interface Clock {
  now(): number;
  /** Resolves after so long, or as soon as the signal says that nobody need wait any more. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export const clockFromNow = (): Clock => {
  const begun = performance.now();
  return { now: () => performance.now() - begun, pause };
};

const pause = async (ms: number, signal: AbortSignal): Promise<void> => {
  try {
    await wait(ms, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};
