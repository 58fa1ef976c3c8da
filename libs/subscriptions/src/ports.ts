import type { VersionVector } from '@millrace/decider';
import type { Recorded } from '@millrace/decider';
import type { Transaction } from '@millrace/event-store';

/** A shard's watermark as stored. */
export interface Watermark {
  readonly generation: string;
  readonly position: number;
}

export interface WatermarkMove {
  readonly shard: number;
  readonly from: number;
  readonly to: number;
}

/** How far each subscription is, kept in the transaction of what it applied. */
export interface Watermarks {
  /** Locks and answers the watermarks of these shards, in shard order; a shard met for the first time starts at 0 of `generation`. */
  lock(
    tx: Transaction,
    subscription: string,
    source: string,
    generation: string,
    shards: readonly number[],
  ): Promise<ReadonlyMap<number, Watermark>>;
  /** Moves them, each only from the value it is said to have. False: somebody else moved one; the caller must roll back. This is the fence. */
  advance(tx: Transaction, subscription: string, source: string, moves: readonly WatermarkMove[]): Promise<boolean>;
  /** Everything this subscription has applied, committed. */
  read(subscription: string): Promise<VersionVector>;
}

/** Deadlines, effects and parked inputs are one kind of thing: work that is due at a time, kept until done. */
export type DueKind = 'deadline' | 'effect' | 'parked';

export interface NewDueWork {
  readonly kind: DueKind;
  /** Whose work: a process, an effect, a subscription's consumer. */
  readonly owner: string;
  readonly key: string;
  /** Which of the key's: the deadline's or effect's name. */
  readonly name: string;
  /** Plain JSON. */
  readonly payload: unknown;
  /** From the transaction's time on the database's clock. */
  readonly afterMs: number;
}

export interface DueWorkItem extends Omit<NewDueWork, 'afterMs'> {
  readonly id: number;
  readonly attempts: number;
  /** RFC 3339, the database's clock. */
  readonly dueAt: string;
}

export interface DueWork {
  add(tx: Transaction, work: readonly NewDueWork[]): Promise<void>;
  /** Never waits: work that a worker holds right now is left to it. */
  cancel(tx: Transaction, owner: string, work: readonly { readonly key: string; readonly name: string }[]): Promise<void>;
  /** Locks what is due, oldest first, skipping what others hold. Held until the transaction ends. */
  takeDue(tx: Transaction, kind: DueKind, owner: string, limit: number): Promise<readonly DueWorkItem[]>;
  /** Takes what is due for `visibilityMs`: who does not remove or postpone it by then loses it to the next. Counts an attempt. */
  claim(kind: DueKind, owner: string, limit: number, visibilityMs: number): Promise<readonly DueWorkItem[]>;
  remove(ids: readonly number[], tx?: Transaction): Promise<void>;
  postpone(id: number, afterMs: number, error: string, tx?: Transaction): Promise<void>;
  /** Milliseconds until the next work of this kind and owner is due (0: now), or undefined when there is none. */
  nextDueInMs(kind: DueKind, owner: string): Promise<number | undefined>;
  /** In the order it was added. */
  ofKey(tx: Transaction, kind: DueKind, owner: string, key: string, limit: number): Promise<readonly DueWorkItem[]>;
  /** Called after commits of this process that added work. */
  onAdded(listener: () => void): () => void;
}

export interface ParkedKey {
  readonly id: number;
  readonly subscription: string;
  readonly consumer: string;
  readonly key: string;
  readonly error: string;
  readonly attempts: number;
  readonly parkedAt: string;
  /** How many inputs wait behind it. */
  readonly waiting: number;
}

export interface ParkedStore {
  /** Which of these keys are parked; locks them, sorted, so that enqueueing and draining never overlap. */
  among(
    tx: Transaction,
    subscription: string,
    keys: readonly { readonly consumer: string; readonly key: string }[],
  ): Promise<readonly { readonly consumer: string; readonly key: string }[]>;
  park(tx: Transaction, subscription: string, consumer: string, key: string, error: string): Promise<void>;
  /** Locks one; undefined when it is not parked (any more). */
  lock(tx: Transaction, id: number): Promise<ParkedKey | undefined>;
  failedAgain(tx: Transaction, id: number, error: string): Promise<void>;
  unpark(tx: Transaction, id: number): Promise<void>;
  /** Keeps what a person decided: which input was dropped, why, by whom. */
  recordSkip(tx: Transaction, parked: ParkedKey, input: Recorded, reason: string, by: string): Promise<void>;
  list(limit: number, afterId: number): Promise<readonly ParkedKey[]>;
}

/** Shares of the shards among the live instances of a service, by the database's clock. For efficiency only; correctness is the watermark's fence. */
export interface ShardLeases {
  /** Says that this instance lives, gives up what exceeds its fair share, takes what is free up to it. Answers what it holds for `ttlMs` from now. */
  renew(instance: string, shards: number, ttlMs: number): Promise<ReadonlySet<number>>;
  /** Gives everything back, so that others need not wait for the leases to run out. */
  release(instance: string): Promise<void>;
}
