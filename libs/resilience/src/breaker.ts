import {
  BrokenCircuitError,
  CircuitBreakerPolicy,
  circuitBreaker,
  CircuitState,
  CountBreaker,
  DelegateBackoff,
  handleWhen,
} from 'cockatiel';
import { BreakerOpen } from './errors.js';
import type { BreakerPolicy } from './policy.js';
import type { Scheduler } from './scheduler.js';

export type BreakerState = 'closed' | 'open' | 'half-open';

/** What speaks against the target. Other errors (a caller that gave up) say nothing about it. */
export interface Judge<T> {
  error(error: unknown): boolean;
  value(value: T): boolean;
}

export interface BreakerOptions<T> {
  readonly target: string;
  readonly policy: BreakerPolicy;
  readonly judge: Judge<T>;
  readonly scheduler: Scheduler;
  readonly onChange?: ((state: BreakerState) => void) | undefined;
}

/**
 * The circuit breaker of one target: cockatiel's, with a count of the last calls, and probes that are never waited for: what comes while the probes are
 * under way is refused at once, because it may have somewhere else to go. cockatiel reads the wall clock for the time it is open.
 */
export class Breaker<T> {
  private readonly circuit: CircuitBreakerPolicy;
  private dueAt = 0;
  private probes = 0;

  constructor(private readonly options: BreakerOptions<T>) {
    const { policy, judge } = options;
    this.circuit = circuitBreaker(
      // A probe that its caller gave up has proved nothing; cockatiel would close the circuit for any error it is not told of.
      handleWhen((error) => judge.error(error) || this.state === 'half-open').orWhenResult((value) => judge.value(value as T)),
      {
        breaker: new CountBreaker({ threshold: policy.share, size: policy.calls, minimumNumberOfCalls: policy.minimum }),
        halfOpenAfter: new DelegateBackoff(({ attempt }) => this.openFor(attempt)),
        halfOpenSampling: { calls: policy.probes, threshold: 0 },
      },
    );
    this.circuit.onStateChange(() => this.changed());
  }

  get state(): BreakerState {
    const { state } = this.circuit;
    return state === CircuitState.Closed ? 'closed' : state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /** Whether a call made now would be let through. */
  get admits(): boolean {
    const { state } = this;
    if (state === 'closed') return true;
    return state === 'half-open' ? this.probes < this.options.policy.probes : this.options.scheduler.now() >= this.dueAt;
  }

  /** Rejects with BreakerOpen when the call is not let through; otherwise as the work ends. */
  async run(work: () => Promise<T>): Promise<T> {
    if (!this.admits) throw new BreakerOpen(this.options.target);
    try {
      return await this.circuit.execute(() => {
        if (this.state === 'half-open') this.probes++;
        return work();
      });
    } catch (error) {
      throw error instanceof BrokenCircuitError ? new BreakerOpen(this.options.target) : error;
    }
  }

  private openFor(attempt: number): number {
    const { openMs, maxOpenMs } = this.options.policy;
    const ms = Math.min(maxOpenMs, openMs * 2 ** Math.min(attempt - 1, 30));
    this.dueAt = this.options.scheduler.now() + ms;
    return ms;
  }

  private changed(): void {
    this.probes = 0;
    this.options.onChange?.(this.state);
  }
}
