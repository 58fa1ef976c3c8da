/** Waiting, as discovery needs it. */
export interface Timers {
  /** Calls `action` once, not before `ms` milliseconds have passed. Answers how to cancel it. */
  after(ms: number, action: () => void): () => void;
}

/** Nothing here keeps a process from ending. */
export const systemTimers: Timers = {
  after: (ms, action) => {
    const timer = setTimeout(action, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** Waits; ends early, without an error, when the signal aborts. */
export const pause = (ms: number, timers: Timers, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = timers.after(ms, end);
    signal.addEventListener('abort', end);
  });
