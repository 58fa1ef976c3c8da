import type { Instance, InstanceSet, Stale } from '@millrace/discovery';
import {
  Bulkhead,
  type CallPolicy,
  Deadline,
  DeadlineExceeded,
  RetryBudget,
  type RetryBudgetPolicy,
  type Scheduler,
  systemScheduler,
} from '@millrace/resilience';
import type { Asked, Asker, ServiceAnswer } from './ask.js';
import { Call } from './call.js';
import type { CallEvent, CallListener } from './events.js';
import { HttpAsker } from './http-asker.js';
import { judge } from './judge.js';
import { codeOfPolicy, ServiceAway } from './service-away.js';
import type { TargetState } from './target.js';
import { Targets } from './targets.js';

export interface ServiceClientOptions {
  /** Whom to ask: `discovery.watch('orders')`. The client closes it. */
  readonly instances: InstanceSet;
  readonly policy: CallPolicy;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
  readonly onEvent?: CallListener;
  readonly scheduler?: Scheduler;
  /** For load balancing and jitter. */
  readonly random?: () => number;
  readonly asker?: Asker;
}

export interface ServiceRequest extends Omit<Asked, 'signal'> {
  /** Doing it twice is doing it once: a read, or a request with an Idempotency-Key. */
  readonly idempotent: boolean;
  /** The caller's own deadline: it is passed on, and only ever shortened. */
  readonly deadline?: Deadline;
  /** Of one attempt; the policy's unless said. */
  readonly timeoutMs?: number;
  /** How long to wait for somebody to be there; the policy's `patienceMs` unless said. */
  readonly retryForMs?: number;
  /** Only these instances, e.g. those of one version. */
  readonly among?: (instance: Instance) => boolean;
  /** The caller gives up; `send` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Plain JSON, for a health page. */
export interface ClientState {
  readonly service: string;
  readonly instances: readonly TargetState[];
  /** Since when discovery cannot say who is there, and why. */
  readonly stale?: Stale;
  readonly bulkhead: Bulkhead['state'];
  readonly retryBudget: { readonly left: number } & RetryBudgetPolicy;
}

/**
 * Asks one service, whichever of its instances: discovery → two choices, without the ejected → deadline → bulkhead → breaker → again elsewhere. Guarantees:
 *
 * - Never a second attempt of something that is not idempotent once it may have been received (unless the policy says that the service knows repeats).
 * - Never longer than the caller's deadline, nor than `retryForMs + timeoutMs`; every attempt is told how long it has (`X-Request-Timeout`).
 * - Whatever the service answers is an answer, also 4xx and 5xx; only a 503 is asked again.
 *
 * Rejects with ServiceAway, whose code says why.
 */
export class ServiceClient {
  readonly service: string;
  private readonly bulkhead: Bulkhead;
  private readonly budget: RetryBudget;
  private readonly targets: Targets;
  private readonly scheduler: Scheduler;
  private readonly random: () => number;
  private readonly asker: Asker;
  private readonly headers: Readonly<Record<string, string>>;

  constructor(private readonly options: ServiceClientOptions) {
    const { instances, policy, token, scheduler = systemScheduler, random = Math.random, asker = new HttpAsker() } = options;
    this.service = instances.service;
    this.scheduler = scheduler;
    this.random = random;
    this.asker = asker;
    this.headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.bulkhead = new Bulkhead(this.service, policy.bulkhead);
    this.budget = new RetryBudget(policy.retry.budget, scheduler);
    this.targets = new Targets(instances, { policy, judge, scheduler, tell: (event) => this.tell(event) }, random);
  }

  async send(request: ServiceRequest): Promise<ServiceAnswer> {
    const { policy } = this.options;
    const { timeoutMs = policy.timeoutMs, retryForMs = policy.patienceMs } = request;
    const most = timeoutMs + retryForMs;
    const deadline = request.deadline?.within(most) ?? Deadline.in(most, this.scheduler);
    const ended = new AbortController();
    const giveUp = (): void => ended.abort(request.signal?.reason);
    const call = new Call({
      request: { ...request, headers: { ...request.headers, ...this.headers } },
      ...{ policy, timeoutMs, retryForMs, deadline, ended: ended.signal },
      ...{ service: this.service, targets: this.targets, budget: this.budget, asker: this.asker },
      ...{ scheduler: this.scheduler, random: this.random, tell: (event) => this.tell(event) },
    });
    if (request.signal?.aborted) giveUp();
    request.signal?.addEventListener('abort', giveUp, { once: true });
    const cancel = deadline.onOver(() => ended.abort(new DeadlineExceeded(this.service)));
    try {
      if (deadline.isOver) throw new DeadlineExceeded(this.service);
      this.budget.deposit();
      return await this.bulkhead.run(() => call.run(), ended.signal);
    } catch (error) {
      throw this.away(error, call);
    } finally {
      cancel();
      request.signal?.removeEventListener('abort', giveUp);
    }
  }

  get state(): ClientState {
    const { stale } = this.options.instances;
    return {
      service: this.service,
      instances: this.targets.all.map(({ state }) => state),
      ...(stale && { stale }),
      bulkhead: this.bulkhead.state,
      retryBudget: this.budget.state,
    };
  }

  close(): void {
    this.targets.close();
    this.asker.close();
  }

  /** What a policy ended becomes ServiceAway too: one kind of error for whoever asks. */
  private away(error: unknown, call: Call): unknown {
    const code = codeOfPolicy(error);
    const away = code ? call.away(code, error) : error;
    if (away instanceof ServiceAway) this.tell({ type: 'gave-up', code: away.code });
    return away;
  }

  private tell(event: CallEvent): void {
    this.options.onEvent?.({ ...event, service: this.service });
  }
}
