import type { Recorded, VersionVector } from '@millrace/decider';

/**
 * A contiguous stretch of one shard of one service's log: it covers every position in `(after, upTo]`, and `events` are all published ones
 * among them, in order. Positions without an event here are private, or of no concern to the reader. So a consumer always knows whether something is
 * missing, and its watermark can reach every position.
 */
export interface Batch {
  readonly source: string;
  readonly generation: string;
  readonly shard: number;
  readonly after: number;
  readonly upTo: number;
  readonly events: readonly Recorded[];
}

/** Where a consumer wants to go on in a shard: normally the batch's `upTo`; elsewhere when it was fenced or has to hold something back. */
export interface Continuation {
  readonly shard: number;
  readonly after: number;
  /** Do not deliver this shard again before this many milliseconds have passed. */
  readonly pauseMs?: number;
}

/**
 * The published log of a service, as its consumers may read it: published events with content, private ones as places only.
 * Also serves repair (fetching a range) and read-your-writes (heads).
 */
export interface PublishedLog {
  readonly service: string;
  /** Number of shards and generation; constant while the log is not restored. */
  describe(): Promise<{ readonly generation: string; readonly shards: number }>;
  /**
   * The next stretch of each cursor's shard, at most `limit` positions each; shards with nothing new are left out. One round trip.
   * With `maxBytes`, a shard's stretch ends early when its content would exceed about that many bytes; it covers one position at least.
   * Throws `DivergedError` when the log is not the one first described, or ends below a cursor.
   */
  read(cursors: readonly { readonly shard: number; readonly after: number }[], limit: number, maxBytes?: number): Promise<readonly Batch[]>;
  heads(): Promise<VersionVector>;
  /** A hint that something was appended; may come late, twice or never. Answers how to stop listening. */
  onAppended(hint: () => void): () => void;
  close(): Promise<void>;
}

/** Which shards of a subscription this instance works on. Copies of a service share them by leases; changes are announced. Shards the source does not have are passed over. */
export interface Assignment {
  shards(): ReadonlySet<number>;
  /** How many are shared out among the instances. A source with more shards has its shard s worked on by whoever holds `s mod total`. Absent: as many as the source has. */
  readonly total?: number;
  onChange(listener: () => void): () => void;
}

export interface ConsumeRequest {
  readonly source: string;
  /** The subscription's name: consumers of one group share the shards. */
  readonly group: string;
  /** Used by transports that leave sharing to us (direct, in-memory); Kafka's consumer groups share by themselves. */
  readonly assignment: Assignment;
  /** Where to start, or to start again after an error: the durable watermark of these shards (absent: 0). */
  positions(shards: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /**
   * Handles one or several batches, of different shards, in one transaction of the consumer. An error means: nothing happened, deliver again from `positions`.
   * Called one at a time per consumption. A shard that is left out of the answer goes on from `positions`. A `DivergedError` ends the consumption.
   */
  deliver(batches: readonly Batch[]): Promise<readonly Continuation[]>;
  /** Told of every error and of the pause that follows it; the transport goes on by itself. Infinity: it does not (`DivergedError`), until consumed anew. */
  onError(error: unknown, retryInMs: number): void;
}

export interface Consumption {
  /** Stops taking new batches and waits for the one in flight. */
  stop(): Promise<void>;
}

/**
 * How committed logs reach consumers. Guarantees, for every adapter (see `transportContract`):
 * per shard in order, complete (no position is skipped: `batch.after` is at most where the consumer is), at least once, from the position the consumer names;
 * shards are independent of each other: one that is paused or fails does not hold up the others. Exactly-once effect is the consumer's watermark.
 */
export interface Transport {
  readonly name: string;
  consume(request: ConsumeRequest): Consumption;
  /** The published log of a service, for heads and repair. Throws when this transport does not know the service. */
  log(service: string): PublishedLog;
  /** What its consumptions have seen, for operators: plain JSON, no secrets. Absent: nothing beyond what subscriptions count. */
  status?(): readonly object[];
  close(): Promise<void>;
}
