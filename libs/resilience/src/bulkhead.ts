import { BulkheadFull } from './errors.js';
import type { BulkheadPolicy } from './policy.js';

/**
 * At most `concurrent` works at a time; `queue` more wait, first come first served. What waits leaves the queue the moment its signal aborts: a
 * deadline counts while waiting too. (cockatiel's keeps it until a place is free, which with a hanging dependency is when nobody cares any more.)
 */
export class Bulkhead {
  private running = 0;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly dependency: string,
    private readonly policy: BulkheadPolicy,
  ) {}

  /** Rejects with BulkheadFull, or with the signal's reason; otherwise as the work ends. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.running >= this.policy.concurrent) await this.place(signal);
    else this.running++;
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  get state(): { readonly running: number; readonly queued: number } & BulkheadPolicy {
    return { running: this.running, queued: this.waiting.size, ...this.policy };
  }

  private place(signal: AbortSignal): Promise<void> {
    const { concurrent, queue } = this.policy;
    if (this.waiting.size >= queue) throw new BulkheadFull(this.dependency, concurrent, queue);
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const onAbort = (): void => {
        this.waiting.delete(enter);
        reject(signal.reason as Error);
      };
      const enter = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.add(enter);
    });
  }

  /** The place goes to the next in line, without being free in between: nobody can push in. */
  private leave(): void {
    const [next] = this.waiting;
    if (!next) return void this.running--;
    this.waiting.delete(next);
    next();
  }
}
