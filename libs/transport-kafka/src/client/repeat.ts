import type { Scheduler } from '@millrace/transport';

/** Does the work again and again, each time so long after the last has ended. What it throws is told, and it goes on. */
export class Repeat {
  private cancel: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.later();
  }

  /** No more of it, not even of what is under way when this resolves. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.running;
  }

  private later(): void {
    if (this.stopped) return;
    this.cancel = this.scheduler.after(this.everyMs, () => {
      this.running = this.work()
        .catch(this.onError)
        .finally(() => this.later());
    });
  }
}
