import type { BreakerState } from '@millrace/resilience';

/** What happens to calls, as it happens: for metrics and logs. A listener that throws is a mistake of its own and breaks the call. */
export type CallEvent =
  | { readonly type: 'attempt'; readonly instance: string; readonly ms: number; readonly outcome: Outcome }
  | { readonly type: 'again'; readonly why: 'nothing-done' | 'idempotent'; readonly waitMs: number }
  | { readonly type: 'hedge'; readonly instance: string }
  /** A retry or a hedge was not made: too many others were. */
  | { readonly type: 'budget-spent' }
  | { readonly type: 'breaker'; readonly instance: string; readonly state: BreakerState }
  | { readonly type: 'ejected'; readonly instance: string; readonly forMs: number }
  | { readonly type: 'gave-up'; readonly code: string };

/** The status of an answer, or why there is none. */
export type Outcome = number | 'unreachable' | 'broken' | 'timed-out' | 'abandoned';

export type CallListener = (event: CallEvent & { readonly service: string }) => void;
