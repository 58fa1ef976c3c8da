/** Time as calls see it. Tests pass a clock that they move. */
export interface Scheduler {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  now(): number;
  /** Calls `action` once, not before `ms` milliseconds have passed. Answers how to cancel it. */
  after(ms: number, action: () => void): () => void;
}

export const systemScheduler: Scheduler = {
  now: () => performance.now(),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};
