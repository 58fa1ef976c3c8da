import { DeadlineMalformed } from './errors.js';
import type { Scheduler } from './scheduler.js';

/**
 * How the time that is left travels, in whole milliseconds. There is no standard for HTTP: gRPC has `grpc-timeout` for itself, Envoy writes over
 * `x-envoy-expected-rq-timeout-ms`. What is left and not a point in time, because clocks of machines differ.
 */
export const deadlineHeader = 'x-request-timeout';

/** When an answer is of no use any more. It travels with the call, and only ever comes nearer. */
export class Deadline {
  private constructor(
    private readonly at: number,
    private readonly scheduler: Scheduler,
  ) {}

  static in(ms: number, scheduler: Scheduler): Deadline {
    return new Deadline(scheduler.now() + ms, scheduler);
  }

  /**
   * What the caller sent, at most `maxMs`; `maxMs` when it sent nothing. Throws DeadlineMalformed. 0 is a deadline: it is over.
   * Take it when the request arrives: what it waits here is its caller's time too.
   */
  static fromHeader(text: string | undefined, maxMs: number, scheduler: Scheduler): Deadline {
    if (text === undefined) return Deadline.in(maxMs, scheduler);
    if (!/^\d{1,9}$/.test(text)) throw new DeadlineMalformed(deadlineHeader, text);
    return Deadline.in(Math.min(Number(text), maxMs), scheduler);
  }

  /** Milliseconds, never below 0. */
  get leftMs(): number {
    return Math.max(0, this.at - this.scheduler.now());
  }

  get isOver(): boolean {
    return this.leftMs <= 0;
  }

  /** This one, or `ms` from now if that is earlier. */
  within(ms: number): Deadline {
    const at = this.scheduler.now() + ms;
    return at < this.at ? new Deadline(at, this.scheduler) : this;
  }

  /** Calls `action` when it is over; at once if it is. Answers how to cancel that. */
  onOver(action: () => void): () => void {
    return this.scheduler.after(this.leftMs, action);
  }
}

/** The header for a call that has `ms` left. Rounded down: who is asked never believes in more time than there is. */
export const deadlineText = (ms: number): string => String(Math.max(0, Math.floor(ms)));
