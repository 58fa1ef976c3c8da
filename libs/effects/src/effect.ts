import type { DomainEvent, PolicyTarget, Recorded } from '@millrace/decider';

/** One call to the outside, as it was asked for. */
export interface EffectCall<Payload> {
  readonly key: string;
  readonly payload: Payload;
  /** Made from the event's id: the same for every repetition of this call. */
  readonly idempotencyKey: string;
  /** 1, 2, 3 … */
  readonly attempt: number;
  readonly traceparent?: string | undefined;
  /** Aborted at the timeout, and when the service stops. */
  readonly signal: AbortSignal;
}

/**
 * Work that cannot be in a database transaction. Each call is made at least once, with one idempotency key, until it answers; its result is recorded
 * through the command that `perform` answers. Giving up is not an effect's to decide: it is repeated, ever more slowly, until its outcome is known.
 */
export interface Effect<Event extends DomainEvent = DomainEvent, Payload = unknown> {
  readonly name: string;
  /** Which events ask for a call; `payload` is plain JSON. */
  readonly startsOn: {
    readonly [Type in Event['type']]: (event: Recorded<Extract<Event, { type: Type }>>) => {
      readonly key: string;
      readonly payload: Payload;
    };
  };
  /** Throws when the outcome is not known (timeout, broken connection, a fault over there): it is called again. */
  perform(call: EffectCall<Payload>): Promise<PolicyTarget>;
  /** Calls under way at once, at most. */
  readonly concurrency: number;
  readonly timeoutMs: number;
  readonly retry: { readonly firstMs: number; readonly maxMs: number };
}
