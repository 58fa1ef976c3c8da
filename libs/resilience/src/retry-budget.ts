import type { RetryBudgetPolicy, RetryPolicy } from './policy.js';
import type { Scheduler } from './scheduler.js';

/**
 * Keeps retries a share of the calls, so that they cannot multiply the load on somebody who is failing under it. Every call pays in `share`, every second
 * `perSecond` (so that a quiet client may retry at all), a retry or a hedge costs 1. The idea is Finagle's retry budget and gRPC's retry throttling.
 */
export class RetryBudget {
  private balance: number;
  private paidAt: number;

  constructor(
    private readonly policy: RetryBudgetPolicy,
    private readonly scheduler: Scheduler,
  ) {
    this.balance = policy.burst;
    this.paidAt = scheduler.now();
  }

  /** A call has begun. */
  deposit(): void {
    this.pay(this.policy.share);
  }

  /** Whether one more attempt may be made; it is paid for then. */
  tryWithdraw(): boolean {
    this.pay(0);
    if (this.balance < 1) return false;
    this.balance -= 1;
    return true;
  }

  get state(): { readonly left: number } & RetryBudgetPolicy {
    this.pay(0);
    return { left: Math.floor(this.balance), ...this.policy };
  }

  private pay(amount: number): void {
    const now = this.scheduler.now();
    const since = ((now - this.paidAt) / 1_000) * this.policy.perSecond;
    this.paidAt = now;
    this.balance = Math.min(this.policy.burst, this.balance + since + amount);
  }
}

/** Full jitter: anything up to the exponential bound, so that clients that failed together do not come back together. `n`: 0 before the second attempt. */
export const fullJitterMs = (n: number, { baseMs, maxMs }: Pick<RetryPolicy, 'baseMs' | 'maxMs'>, random: () => number): number =>
  random() * Math.min(maxMs, baseMs * 2 ** Math.min(n, 30));
