/** Policies for calls to others: what to do when they are slow, failing or gone. Knows no transport, no discovery and nothing of ours. */
export { type Scheduler, systemScheduler } from './scheduler.js';
export * from './errors.js';
export {
  type BreakerPolicy,
  type BulkheadPolicy,
  type CallPolicy,
  defaultPolicy,
  type EjectionPolicy,
  type PolicyChoices,
  policyOf,
  type RetryBudgetPolicy,
  type RetryPolicy,
} from './policy.js';
export { Deadline, deadlineHeader, deadlineText } from './deadline.js';
export { pause, withinTime } from './time-limit.js';
export { Bulkhead } from './bulkhead.js';
export { fullJitterMs, RetryBudget } from './retry-budget.js';
export { Breaker, type BreakerOptions, type BreakerState, type Judge } from './breaker.js';
export { type Hedge, hedged } from './hedge.js';
