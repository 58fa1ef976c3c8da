import {
  BreakerOpen,
  type CallPolicy,
  type Deadline,
  DeadlineExceeded,
  deadlineHeader,
  deadlineText,
  fullJitterMs,
  hedged,
  pause,
  type RetryBudget,
  type Scheduler,
  TimedOut,
  withinTime,
} from '@millrace/resilience';
import { type Asker, AttemptFailed, type ServiceAnswer } from './ask.js';
import type { CallEvent, Outcome } from './events.js';
import { CutShort, judge, neverBegan } from './judge.js';
import { type AwayCode, ServiceAway } from './service-away.js';
import type { ServiceRequest } from './service-client.js';
import type { Target } from './target.js';
import type { Targets } from './targets.js';

export interface CallContext {
  readonly service: string;
  readonly request: ServiceRequest;
  readonly policy: CallPolicy;
  readonly timeoutMs: number;
  readonly retryForMs: number;
  readonly deadline: Deadline;
  /** Aborts when the deadline is over or the caller gave up. */
  readonly ended: AbortSignal;
  readonly targets: Targets;
  readonly budget: RetryBudget;
  readonly asker: Asker;
  readonly scheduler: Scheduler;
  readonly random: () => number;
  readonly tell: (event: CallEvent) => void;
}

/** How an attempt ended. `begun`: the service may have begun with what was asked. */
type Attempted =
  | { readonly begun: boolean; readonly answer: ServiceAnswer }
  | { readonly begun: boolean; readonly failure: AwayCode; readonly cause: unknown };

/** One call: attempts, one after the other, until an answer, or until there is nobody, no time or no budget left. */
export class Call {
  private readonly tried = new Set<Target>();
  /** Attempts that may have been received. */
  private received = 0;
  private readonly impatientAt: number;

  constructor(private readonly context: CallContext) {
    this.impatientAt = context.scheduler.now() + context.retryForMs;
  }

  async run(): Promise<ServiceAnswer> {
    for (let round = 0; ; round++) {
      const attempted = await this.attempt();
      if (attempted.begun) this.received++;
      const waitMs = this.pauseBeforeNext(attempted, round);
      if (waitMs === undefined) return this.end(attempted);
      if (waitMs > 0) await pause(waitMs, this.context.scheduler, this.context.ended);
    }
  }

  away(code: AwayCode, cause: unknown): ServiceAway {
    const { service, request } = this.context;
    const sent = this.received > 0;
    return new ServiceAway(service, code, sent, !sent || request.idempotent, cause);
  }

  private end(attempted: Attempted): ServiceAnswer {
    if ('answer' in attempted) return attempted.answer;
    throw this.away(attempted.failure, attempted.cause);
  }

  /** How long to wait before the next attempt; undefined: this was the last. */
  private pauseBeforeNext(attempted: Attempted, round: number): number | undefined {
    if ('answer' in attempted && attempted.answer.status !== 503) return undefined;
    const waitMs = attempted.begun ? this.pauseOfBegun(attempted) : this.pauseOfNothingDone(round);
    if (waitMs !== undefined) this.context.tell({ type: 'again', why: attempted.begun ? 'idempotent' : 'nothing-done', waitMs });
    return waitMs;
  }

  /** Nobody has done anything: at once elsewhere, or after a pause while there is patience. It multiplies no work, so it needs no budget. */
  private pauseOfNothingDone(round: number): number | undefined {
    if (this.elsewhere()) return 0;
    const { policy, random, scheduler, deadline } = this.context;
    const { baseMs, maxMs } = policy.retry;
    // Half of it at least: who waits for a restart must not ask in a loop.
    const waitMs = (Math.min(maxMs, baseMs * 2 ** Math.min(round, 30)) * (1 + random())) / 2;
    return scheduler.now() + waitMs < this.impatientAt && waitMs < deadline.leftMs ? waitMs : undefined;
  }

  private pauseOfBegun(attempted: Attempted): number | undefined {
    const { request, policy, budget, deadline, random, tell } = this.context;
    if (policy.retry.onlyIdempotent && !request.idempotent) return undefined;
    if (this.received >= policy.retry.attempts) return undefined;
    // Where it hung it would hang again.
    if ('failure' in attempted && attempted.failure === 'call.timed-out' && !this.elsewhere()) return undefined;
    const waitMs = fullJitterMs(this.received - 1, policy.retry, random);
    if (waitMs >= deadline.leftMs) return undefined;
    if (budget.tryWithdraw()) return waitMs;
    tell({ type: 'budget-spent' });
    return undefined;
  }

  private elsewhere(): Target | undefined {
    return this.context.targets.pick(this.tried, this.among, true);
  }

  private readonly among = (instance: Target['instance']): boolean => this.context.request.among?.(instance) ?? true;

  private async attempt(): Promise<Attempted> {
    const { targets } = this.context;
    const target = targets.pick(this.tried, this.among);
    if (!target) {
      const isKnown = targets.all.some(({ instance }) => this.among(instance));
      return { begun: false, failure: isKnown ? 'call.breaker-open' : 'call.no-instance', cause: undefined };
    }
    this.tried.add(target);
    return this.hedges ? this.hedge(target, this.context.policy.hedge!.afterMs) : this.attemptOn(target, this.context.ended);
  }

  private get hedges(): boolean {
    const { policy, request } = this.context;
    return policy.hedge !== undefined && request.idempotent && (request.method === 'GET' || request.method === 'HEAD');
  }

  private hedge(target: Target, afterMs: number): Promise<Attempted> {
    const { scheduler, budget, ended, tell } = this.context;
    const on = (one: Target) => (signal: AbortSignal) => this.attemptOn(one, AbortSignal.any([signal, ended]));
    return hedged({
      afterMs,
      scheduler,
      first: on(target),
      second: () => {
        const other = this.elsewhere();
        if (!other) return undefined;
        if (!budget.tryWithdraw()) return void tell({ type: 'budget-spent' });
        this.tried.add(other);
        tell({ type: 'hedge', instance: other.instance.id });
        return on(other);
      },
      isGood: (attempted) => 'answer' in attempted && !judge.value(attempted.answer),
    });
  }

  /** Asks one instance once. Rejects only when the call has ended. */
  private async attemptOn(target: Target, signal: AbortSignal): Promise<Attempted> {
    const { scheduler } = this.context;
    const startedAt = scheduler.now();
    target.outstanding++;
    try {
      const answer = await target.breaker.run(() => this.ask(target, signal));
      if (judge.value(answer)) target.failed();
      else target.succeeded();
      this.tellAttempt(target, startedAt, answer.status);
      return { begun: !neverBegan(answer), answer };
    } catch (error) {
      return this.failureOf(error, target, startedAt, signal);
    } finally {
      target.outstanding--;
    }
  }

  private async ask({ base }: Target, outer: AbortSignal): Promise<ServiceAnswer> {
    const { request, asker, deadline, timeoutMs, policy, scheduler } = this.context;
    const { method, path, headers, body } = request;
    const ms = Math.min(timeoutMs, deadline.leftMs);
    try {
      return await withinTime(
        ms,
        scheduler,
        (signal) => asker.ask(base, { method, path, headers: { ...headers, [deadlineHeader]: deadlineText(ms) }, body, signal }),
        outer,
      );
    } catch (error) {
      // An instance that hangs until the caller's deadline hangs. But callers with little time must not make every instance look sick.
      const isLate = error instanceof TimedOut || error instanceof DeadlineExceeded;
      if (isLate) throw ms < policy.timeoutMs / 2 ? new CutShort(error.message, { cause: error }) : new TimedOut(ms);
      throw error;
    }
  }

  private failureOf(error: unknown, target: Target, startedAt: number, signal: AbortSignal): Attempted {
    if (error instanceof BreakerOpen) return { begun: false, failure: 'call.breaker-open', cause: error };
    const counts = judge.error(error);
    if (counts) target.failed();
    if (signal.aborted) {
      this.tellAttempt(target, startedAt, counts ? 'timed-out' : 'abandoned');
      this.received++; // it may have been
      throw signal.reason;
    }
    const { failure, outcome, begun } = kindOf(error);
    this.tellAttempt(target, startedAt, outcome);
    return { begun, failure, cause: error };
  }

  private tellAttempt({ instance }: Target, startedAt: number, outcome: Outcome): void {
    const { tell, scheduler } = this.context;
    tell({ type: 'attempt', instance: instance.id, ms: scheduler.now() - startedAt, outcome });
  }
}

const kindOf = (error: unknown): { failure: AwayCode; outcome: Outcome; begun: boolean } => {
  if (error instanceof TimedOut || error instanceof CutShort) return { failure: 'call.timed-out', outcome: 'timed-out', begun: true };
  if (!(error instanceof AttemptFailed)) throw error;
  return error.sent
    ? { failure: 'call.answer-lost', outcome: 'broken', begun: true }
    : { failure: 'call.unreachable', outcome: 'unreachable', begun: false };
};
