import type { DueKind, DueWork } from './ports.js';

export interface DueWorkerOptions {
  readonly dueWork: DueWork;
  readonly kind: DueKind;
  readonly owner: string;
  /** Does some of what is due; answers how much it took. 0 ends the round. */
  readonly work: () => Promise<number>;
  readonly onError: (error: unknown) => void;
  /** Looked at least this often, since other copies and other processes add work too. */
  readonly maxWaitMs?: number;
}

const errorPauseMs = 500;

/**
 * Does durable work when it is due: states are working → waiting (until the next is due, work is added, or `maxWaitMs`) → working … → stopped.
 * One round at a time; an error pauses, and never ends, the worker.
 */
export class DueWorker {
  private stopped = false;
  private wake: () => void = () => undefined;
  private added = false;
  private running: Promise<void> = Promise.resolve();
  private unsubscribe: () => void = () => undefined;

  constructor(private readonly options: DueWorkerOptions) {}

  start(): void {
    this.unsubscribe = this.options.dueWork.onAdded(() => this.poke());
    this.running = this.run();
  }

  /** Look again now: work was added, or there is room for more of it. */
  poke(): void {
    this.added = true;
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.unsubscribe();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        this.added = false;
        while (!this.stopped && (await this.options.work()) > 0);
        if (!this.stopped && !this.added) await this.sleep(await this.untilNext());
      } catch (error) {
        this.options.onError(error);
        await this.sleep(errorPauseMs);
      }
    }
  }

  private async untilNext(): Promise<number> {
    const next = await this.options.dueWork.nextDueInMs(this.options.kind, this.options.owner);
    // Due already and yet not taken: another copy holds it, or there is no room for more.
    return Math.min(next === 0 ? 50 : (next ?? Infinity), this.options.maxWaitMs ?? 1_000);
  }

  private sleep(ms: number): Promise<void> {
    if (this.stopped || this.added) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), ms);
      this.wake = () => {
        clearTimeout(timer);
        this.wake = () => undefined;
        resolve();
      };
    });
  }
}
