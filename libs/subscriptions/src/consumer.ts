import type { Recorded } from '@millrace/decider';
import type { Decision, Transaction } from '@millrace/event-store';

/** An event, for one of the keys it concerns: a document, a process instance, a stream to command. */
export interface KeyedInput {
  readonly key: string;
  readonly event: Recorded;
}

/** A decision a consumer asks for. All of a batch are decided together, as the last step before COMMIT. */
export interface KeyedDecision {
  readonly key: string;
  readonly decision: Decision;
}

/**
 * One thing a subscription feeds: a projection, a process, a policy, the starting of effects, a handler. It sees each event once, in order for each key.
 * Everything it does goes through the transaction it is given.
 */
export interface Consumer {
  /** Unique within the subscription; part of where parked keys are found. */
  readonly name: string;
  /** Event types it wants; all others pass it by. */
  readonly types: ReadonlySet<string>;
  /** What the event concerns; pure. Keys fail, and are parked, one by one. */
  keysOf(event: Recorded): readonly string[];
  /** Throws `KeyFailed` for a failure of one key; any other error concerns the whole batch (a database that is away). */
  apply(tx: Transaction, inputs: readonly KeyedInput[]): Promise<readonly KeyedDecision[]>;
  /** Told, in the same transaction, which events its accepted decisions appended. */
  decided?(tx: Transaction, appended: readonly Recorded[]): Promise<void>;
}

/** The input cannot be applied to this key. It is tried again, a bounded number of times; then the key is parked and the rest flows. */
export class KeyFailed extends Error {
  override readonly name = 'KeyFailed';
  constructor(
    readonly consumer: string,
    readonly key: string,
    cause: unknown,
  ) {
    super(`${consumer} failed for key '${key}': ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** A subscription (consumer group): a named set of consumers over one or more services' logs. */
export interface Subscription {
  readonly name: string;
  /** Services whose logs it follows; its own service's too, if named. */
  readonly sources: readonly string[];
  readonly consumers: readonly Consumer[];
}
