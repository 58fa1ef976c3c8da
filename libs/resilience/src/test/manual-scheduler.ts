import { setImmediate as turn } from 'node:timers/promises';
import type { Scheduler } from '../scheduler.js';

/** A clock that stands until a spec moves it. Timers run in order, and what they set going is done before the next one. */
export class ManualScheduler implements Scheduler {
  private time = 0;
  private timers: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.time + Math.max(0, ms), action };
    this.timers.push(timer);
    return () => void (this.timers = this.timers.filter((other) => other !== timer));
  }

  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await turn();
      const due = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = due.at;
      due.action();
    }
    this.time = until;
  }
}
