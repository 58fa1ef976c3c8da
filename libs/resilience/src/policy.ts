import { PolicyInvalid } from './errors.js';

/** How many calls of this process may be under way to a dependency, and how many may wait for a place. Bounds memory when it hangs. */
export interface BulkheadPolicy {
  readonly concurrent: number;
  readonly queue: number;
}

/** When one instance is left alone: `share` (0 to 1) of its last `calls` calls failed, of at least `minimum`. */
export interface BreakerPolicy {
  readonly share: number;
  readonly calls: number;
  readonly minimum: number;
  /** How long it is left alone; twice as long after each failed probe, at most `maxOpenMs`. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** So many calls at a time try whether it is well again; all must succeed. */
  readonly probes: number;
}

/**
 * How many more attempts there may be, over all calls: `share` of the calls, `perSecond` besides, `burst` saved up at most. An instance that dies breaks
 * all of its calls at once, so `burst` is about as many as may be under way.
 */
export interface RetryBudgetPolicy {
  readonly share: number;
  readonly perSecond: number;
  readonly burst: number;
}

export interface RetryPolicy {
  /** Of one call, the first included, that may have been received. */
  readonly attempts: number;
  /** Before attempt n + 1: a random time up to `baseMs` · 2ⁿ⁻¹, at most `maxMs`. */
  readonly baseMs: number;
  readonly maxMs: number;
  /** False only for a dependency that recognises repeats by itself: what may have been received is then asked again, whatever it was. */
  readonly onlyIdempotent: boolean;
  readonly budget: RetryBudgetPolicy;
}

/** An instance that fails so often in a row is not asked for a while: `baseMs`, longer each time, at most `maxMs`. Never more than `maxShare` of all. */
export interface EjectionPolicy {
  readonly failures: number;
  readonly baseMs: number;
  readonly maxMs: number;
  readonly maxShare: number;
}

/** Everything that is decided about calls to one dependency, in one place. All times in milliseconds. */
export interface CallPolicy {
  /** Of one attempt. */
  readonly timeoutMs: number;
  /** How long a call waits for somebody to be there (a restart) before it gives up. 0: not at all. */
  readonly patienceMs: number;
  readonly bulkhead: BulkheadPolicy;
  readonly breaker: BreakerPolicy;
  readonly ejection: EjectionPolicy;
  readonly retry: RetryPolicy;
  /** A read that has no answer after so long is asked of a second instance too. Left out: never. */
  readonly hedge?: { readonly afterMs: number };
}

/** What a dependency says for itself; defaults stand in for the rest. */
export interface PolicyChoices {
  readonly timeoutMs?: number;
  readonly patienceMs?: number;
  readonly bulkhead?: Partial<BulkheadPolicy>;
  readonly breaker?: Partial<BreakerPolicy>;
  readonly ejection?: Partial<EjectionPolicy>;
  readonly retry?: Partial<Omit<RetryPolicy, 'budget'>> & { readonly budget?: Partial<RetryBudgetPolicy> };
  readonly hedge?: { readonly afterMs: number };
}

/** For services of ours, a network hop away. They restart in seconds, so probes are frequent. */
export const defaultPolicy: CallPolicy = {
  timeoutMs: 10_000,
  patienceMs: 3_000,
  bulkhead: { concurrent: 256, queue: 256 },
  breaker: { share: 0.5, calls: 20, minimum: 10, openMs: 500, maxOpenMs: 2_000, probes: 1 },
  ejection: { failures: 5, baseMs: 1_000, maxMs: 30_000, maxShare: 0.5 },
  retry: { attempts: 3, baseMs: 25, maxMs: 400, onlyIdempotent: true, budget: { share: 0.2, perSecond: 5, burst: 256 } },
};

/** The policy of one dependency: what it says, defaults for the rest. Throws PolicyInvalid with everything that is wrong. */
export const policyOf = (dependency: string, choices: PolicyChoices = {}): CallPolicy => {
  const { retry = {} } = choices;
  const policy: CallPolicy = {
    ...defaultPolicy,
    ...choices,
    bulkhead: { ...defaultPolicy.bulkhead, ...choices.bulkhead },
    breaker: { ...defaultPolicy.breaker, ...choices.breaker },
    ejection: { ...defaultPolicy.ejection, ...choices.ejection },
    retry: { ...defaultPolicy.retry, ...retry, budget: { ...defaultPolicy.retry.budget, ...retry.budget } },
  };
  const problems = problemsOf(policy);
  if (problems.length > 0) throw new PolicyInvalid(dependency, problems);
  return policy;
};

/** The least each number may be; `whole` ones count something. */
const least: readonly { readonly field: string; readonly least: number; readonly whole?: true; readonly below?: number }[] = [
  { field: 'timeoutMs', least: 1 },
  { field: 'patienceMs', least: 0 },
  { field: 'bulkhead.concurrent', least: 1, whole: true },
  { field: 'bulkhead.queue', least: 0, whole: true },
  { field: 'breaker.share', least: 0.01, below: 1 },
  { field: 'breaker.calls', least: 1, whole: true },
  { field: 'breaker.minimum', least: 1, whole: true },
  { field: 'breaker.openMs', least: 1 },
  { field: 'breaker.maxOpenMs', least: 1 },
  { field: 'breaker.probes', least: 1, whole: true },
  { field: 'ejection.failures', least: 1, whole: true },
  { field: 'ejection.baseMs', least: 1 },
  { field: 'ejection.maxMs', least: 1 },
  { field: 'ejection.maxShare', least: 0, below: 1 },
  { field: 'retry.attempts', least: 1, whole: true },
  { field: 'retry.baseMs', least: 0 },
  { field: 'retry.maxMs', least: 0 },
  { field: 'retry.budget.share', least: 0 },
  { field: 'retry.budget.perSecond', least: 0 },
  { field: 'retry.budget.burst', least: 0 },
];

const problemsOf = (policy: CallPolicy): string[] => {
  const problems = least.flatMap(({ field, least, whole, below = Infinity }) => {
    const value = field.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], policy);
    const ok = typeof value === 'number' && value >= least && value < below && (!whole || Number.isSafeInteger(value));
    return ok
      ? []
      : [
          `${field} is ${String(value)}; give a ${whole ? 'whole ' : ''}number from ${least}${below < Infinity ? ` and below ${below}` : ''}`,
        ];
  });
  if (policy.breaker.minimum > policy.breaker.calls) problems.push('breaker.minimum is above breaker.calls: it would never open');
  if (policy.hedge && !(policy.hedge.afterMs >= 0)) problems.push(`hedge.afterMs is ${policy.hedge.afterMs}; give milliseconds`);
  return problems;
};
