import type { Scheduler } from '../scheduler.js';

/** A wait that a signal ends early. A signal given while nobody waits ends the next wait at once, so none is lost. */
export class Wakeup {
  private signalled = false;
  private wake: () => void = () => undefined;

  constructor(private readonly scheduler: Scheduler) {}

  signal(): void {
    this.signalled = true;
    this.wake();
  }

  /** Answers true when a signal ended it, false when `ms` passed. */
  async wait(ms: number): Promise<boolean> {
    if (!this.signalled) {
      await new Promise<void>((resolve) => {
        const cancel = this.scheduler.after(ms, resolve);
        this.wake = () => {
          cancel();
          resolve();
        };
      });
      this.wake = () => undefined;
    }
    const signalled = this.signalled;
    this.signalled = false;
    return signalled;
  }
}
