/** How far a shard has been published: the position acknowledged last, and where the topic's partition ended then. */
export interface RelayCursor {
  readonly shard: number;
  readonly position: number;
  /** The offset after the last acknowledged message. A partition that ends below it has lost what we sent. */
  readonly endOffset: number;
}

export interface RelayMove extends RelayCursor {
  /** The position the cursor must have now. */
  readonly from: number;
}

/**
 * The relay's cursors, kept in the service's own database. Each is the log's of one generation and one topic: a log that was restored, or another topic name,
 * begins at 0.
 */
export interface RelayCursors {
  /** Of these shards; those never published are at 0. */
  read(generation: string, topic: string, shards: readonly number[]): Promise<ReadonlyMap<number, RelayCursor>>;
  /** Moves each cursor that is where it is said to be; answers those shards. Another relay has moved the others: this is the fence. */
  move(generation: string, topic: string, moves: readonly RelayMove[]): Promise<ReadonlySet<number>>;
}
