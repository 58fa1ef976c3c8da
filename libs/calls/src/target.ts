import type { Instance } from '@millrace/discovery';
import { Breaker, type BreakerState, type CallPolicy, type Judge, type Scheduler } from '@millrace/resilience';
import type { ServiceAnswer } from './ask.js';
import type { CallEvent } from './events.js';

export interface TargetState {
  readonly id: string;
  readonly url: string;
  readonly version?: string;
  readonly breaker: BreakerState;
  readonly outstanding: number;
  readonly failuresInARow: number;
  /** Milliseconds until it is asked again; left out when it is not ejected. */
  readonly ejectedForMs?: number;
}

export interface TargetOptions {
  readonly policy: CallPolicy;
  readonly judge: Judge<ServiceAnswer>;
  readonly scheduler: Scheduler;
  readonly tell: (event: CallEvent) => void;
  /** Whether one more may be ejected. */
  readonly mayEject: () => boolean;
}

/** One instance as calls see it: what is under way, whether its breaker lets calls through, whether it is ejected. */
export class Target {
  readonly base: URL;
  readonly breaker: Breaker<ServiceAnswer>;
  outstanding = 0;
  private failuresInARow = 0;
  /** How often lately; ten successes forget one. The time of an ejection doubles with each. */
  private ejections = 0;
  private ejectedUntil = 0;

  constructor(
    readonly instance: Instance,
    private readonly options: TargetOptions,
  ) {
    const { policy, judge, scheduler, tell } = options;
    this.base = new URL(instance.url);
    this.breaker = new Breaker({
      target: `${instance.service} at ${instance.url}`,
      policy: policy.breaker,
      judge,
      scheduler,
      onChange: (state) => tell({ type: 'breaker', instance: instance.id, state }),
    });
  }

  get isEjected(): boolean {
    return this.options.scheduler.now() < this.ejectedUntil;
  }

  /** Told of every attempt that says something about this instance. */
  succeeded(): void {
    this.failuresInARow = 0;
    if (!this.isEjected) this.ejections = Math.max(0, this.ejections - 0.1);
  }

  failed(): void {
    this.failuresInARow++;
    const { failures, baseMs, maxMs } = this.options.policy.ejection;
    if (this.failuresInARow < failures || this.isEjected || !this.options.mayEject()) return;
    const forMs = Math.min(maxMs, baseMs * 2 ** Math.floor(this.ejections));
    this.ejections = Math.min(20, Math.floor(this.ejections) + 1);
    this.failuresInARow = 0;
    this.ejectedUntil = this.options.scheduler.now() + forMs;
    this.options.tell({ type: 'ejected', instance: this.instance.id, forMs });
  }

  get state(): TargetState {
    const { id, url, version } = this.instance;
    return {
      id,
      url,
      ...(version !== undefined && { version }),
      breaker: this.breaker.state,
      outstanding: this.outstanding,
      failuresInARow: this.failuresInARow,
      ...(this.isEjected && { ejectedForMs: Math.ceil(this.ejectedUntil - this.options.scheduler.now()) }),
    };
  }
}
