import type { Recorded } from '@millrace/decider';
import type { Assignment, Batch, Continuation, ConsumeRequest } from '../transport.js';
import { service, shards } from './publisher.js';

type Verdict = void | Partial<Continuation>;

/** The durable side of a consumer group: what its members have applied. Survives any of them. */
export class GroupState {
  readonly positions = new Map<number, number>();
  readonly events: Recorded[] = [];

  /** Applies what is new of the batch. Throws on a hole: that would be an event lost. */
  apply(batch: Batch): void {
    const position = this.positions.get(batch.shard) ?? 0;
    if (batch.after > position)
      throw new Error(`hole in shard ${batch.shard}: applied up to ${position}, the batch starts after ${batch.after}`);
    this.events.push(...batch.events.filter((event) => event.position > position));
    this.positions.set(batch.shard, Math.max(position, batch.upTo));
  }

  position(shard: number): number {
    return this.positions.get(shard) ?? 0;
  }

  eventIds(shard?: number): string[] {
    return this.events.filter((event) => shard === undefined || event.shard === shard).map(({ eventId }) => eventId);
  }
}

/** Shards that a test gives and takes. */
export class TestAssignment implements Assignment {
  private readonly listeners = new Set<() => void>();

  constructor(private held: readonly number[]) {}

  shards(): ReadonlySet<number> {
    return new Set(this.held);
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  hold(...held: readonly number[]): void {
    this.held = held;
    for (const listener of this.listeners) listener();
  }
}

export const allShards = (): TestAssignment => new TestAssignment(Array.from({ length: shards }, (_, shard) => shard));

/**
 * A consumer that applies what it gets to a `GroupState`, as a subscription does in its transaction, and checks each delivery.
 * A test waits on what it has seen, never on time.
 */
export class RecordingConsumer implements ConsumeRequest {
  readonly source = service;
  readonly deliveries: (readonly Batch[])[] = [];
  readonly errors: { readonly error: unknown; readonly retryInMs: number }[] = [];
  /** Breaches of the port's guarantees. */
  readonly breaches: string[] = [];
  /** Before anything is applied: throws to fail the delivery, or waits. */
  before: (batches: readonly Batch[]) => void | Promise<void> = () => undefined;
  /** For each batch, after it was applied: throws, or answers another continuation than `upTo`. */
  after: (batch: Batch) => Verdict = () => undefined;
  private delivering = false;
  private waiting: (() => void)[] = [];

  constructor(
    readonly group: string,
    readonly state = new GroupState(),
    readonly assignment = allShards(),
  ) {}

  async positions(asked: readonly number[]): Promise<ReadonlyMap<number, number>> {
    return new Map(asked.flatMap((shard) => (this.state.positions.has(shard) ? [[shard, this.state.position(shard)] as const] : [])));
  }

  async deliver(batches: readonly Batch[]): Promise<readonly Continuation[]> {
    if (this.delivering) this.breaches.push('two deliveries at a time');
    this.delivering = true;
    try {
      this.check(batches);
      this.deliveries.push(batches);
      await this.before(batches);
      return batches.map((batch) => {
        this.state.apply(batch);
        return { shard: batch.shard, after: batch.upTo, ...this.after(batch) };
      });
    } finally {
      this.delivering = false;
      this.changed();
    }
  }

  onError(error: unknown, retryInMs: number): void {
    this.errors.push({ error, retryInMs });
    this.changed();
  }

  /** Resolves as soon as the condition holds; looked at after every delivery and error. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  /** Until all of these events are applied. */
  async untilApplied(...events: readonly (readonly Recorded[])[]): Promise<void> {
    await this.until(() => events.flat().every(({ shard, position }) => this.state.position(shard) >= position));
  }

  batchesOf(shard: number): Batch[] {
    return this.deliveries.flat().filter((batch) => batch.shard === shard);
  }

  private check(batches: readonly Batch[]): void {
    if (batches.length === 0) this.breaches.push('an empty delivery');
    if (new Set(batches.map(({ shard }) => shard)).size < batches.length) this.breaches.push('two batches of one shard in one delivery');
    for (const { shard, after, upTo, events, source } of batches) {
      const positions = events.map(({ position }) => position);
      const sorted = positions.every((position, index) => position > (positions[index - 1] ?? after) && position <= upTo);
      if (source !== service || upTo <= after || !sorted || events.some((event) => event.shard !== shard))
        this.breaches.push(`malformed batch of shard ${shard}: (${after}, ${upTo}] with ${positions.join()}`);
    }
  }

  private changed(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}
