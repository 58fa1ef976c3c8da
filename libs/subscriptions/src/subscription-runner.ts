import type { Recorded, VersionVector } from '@millrace/decider';
import { type CommandExecutor, CommitUnknown, type HybridLogicalClock, type Transaction, type Transactor } from '@millrace/event-store';
import { type Assignment, type Batch, type Consumption, type Continuation, DivergedError, type Transport } from '@millrace/transport';
import { type Consumer, KeyFailed, type KeyedInput, type Subscription } from './consumer.js';
import { decideTogether } from './decide-together.js';
import { parkedOwner } from './parking.js';
import type { DueWork, ParkedStore, Watermark, Watermarks } from './ports.js';
import { SubscriptionProgress } from './subscription-progress.js';

export interface RunnerTools {
  readonly transactor: Transactor;
  readonly executor: CommandExecutor;
  readonly transport: Transport;
  readonly assignment: Assignment;
  readonly watermarks: Watermarks;
  readonly dueWork: DueWork;
  readonly parked: ParkedStore;
  readonly clock: HybridLogicalClock;
  readonly onError: (subscription: string, error: unknown, retryInMs?: number) => void;
  /** A key is parked when it has failed this often. */
  readonly maxAttempts?: number;
  /** For fault tests: told each time a delivery has been applied and is about to move its watermarks; may stop the process there. */
  readonly beforeWatermark?: (subscription: string) => void;
}

/** Somebody else moved this subscription's watermark: this transaction is a zombie's, and must not commit. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/**
 * Runs one subscription. For each delivery, one transaction: lock the watermarks, drop what is already applied, queue what belongs to parked keys,
 * apply the rest, decide and append, move the watermarks on condition of their old value. So the effect of each event on the database happens
 * exactly once, however often it is delivered and whoever delivers it.
 *
 * Locks are taken in one order everywhere: watermarks, parked keys, documents, due work, shard heads.
 */
export class SubscriptionRunner {
  readonly progress: SubscriptionProgress;
  private readonly consumptions: Consumption[] = [];
  /** Failures in a row, by consumer and key. */
  private readonly failures = new Map<string, number>();
  private readonly maxAttempts: number;

  constructor(
    readonly subscription: Subscription,
    private readonly tools: RunnerTools,
  ) {
    this.progress = new SubscriptionProgress(subscription.name, tools.watermarks);
    this.maxAttempts = tools.maxAttempts ?? 3;
  }

  start(): void {
    for (const source of this.subscription.sources) {
      this.consumptions.push(
        this.tools.transport.consume({
          source,
          group: this.subscription.name,
          assignment: this.tools.assignment,
          positions: (shards) => this.positions(source, shards),
          deliver: (batches) => this.deliver(source, batches),
          onError: (error, retryInMs) => {
            if (error instanceof DivergedError) this.progress.diverged(source, error.message);
            this.tools.onError(this.subscription.name, error, retryInMs);
          },
        }),
      );
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.consumptions.splice(0).map((consumption) => consumption.stop()));
  }

  private async positions(source: string, shards: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const applied = await this.tools.watermarks.read(this.subscription.name);
    return new Map(shards.map((shard) => [shard, applied.position(source, shard)]));
  }

  /** Public for tests and simulation: what the transport calls. */
  async deliver(source: string, batches: readonly Batch[]): Promise<readonly Continuation[]> {
    const toPark = new Map<string, KeyFailed>();
    for (;;) {
      try {
        const continuations = await this.tools.transactor.transaction((tx) => this.apply(tx, source, batches, toPark));
        this.overcome(batches);
        return continuations;
      } catch (error) {
        if (!(error instanceof KeyFailed)) throw await this.explained(error, source, batches);
        const id = keyId(error.consumer, error.key);
        const attempts = (this.failures.get(id) ?? 0) + 1;
        this.failures.set(id, attempts);
        if (attempts < this.maxAttempts) throw error;
        this.tools.onError(this.subscription.name, new Error(`parked: ${error.message}`, { cause: error }));
        toPark.set(id, error);
      }
    }
  }

  /**
   * A transaction that failed, and whose work another instance has done meanwhile, is a zombie's: it lost its locks while its process was stopped or cut off.
   * Then the error says so, and it is counted.
   */
  private async explained(error: unknown, source: string, batches: readonly Batch[]): Promise<unknown> {
    if (error instanceof CommitUnknown) return error; // it may be our own work that is there
    if (error instanceof DivergedError) return error;
    const applied = await this.tools.watermarks.read(this.subscription.name).catch(() => undefined);
    const overtaken = error instanceof Fenced || batches.some(({ shard, upTo }) => (applied?.position(source, shard) ?? 0) >= upTo);
    if (!overtaken) return error;
    this.progress.fenced();
    return error instanceof Fenced ? error : new Fenced(fencedText(this.subscription.name, source), { cause: error });
  }

  /** What these batches were for has been applied, or is parked: its failures count no more. Those of other keys do. */
  private overcome(batches: readonly Batch[]): void {
    if (this.failures.size === 0) return;
    const events = batches.flatMap((batch) => batch.events);
    for (const consumer of this.subscription.consumers)
      for (const { key } of inputsOf(consumer, events)) this.failures.delete(keyId(consumer.name, key));
  }

  private async apply(
    tx: Transaction,
    source: string,
    batches: readonly Batch[],
    toPark: ReadonlyMap<string, KeyFailed>,
  ): Promise<Continuation[]> {
    const { watermarks } = this.tools;
    const { name } = this.subscription;
    const generation = batches[0]!.generation;
    const shards = batches.map(({ shard }) => shard).sort((a, b) => a - b);
    const applied = await watermarks.lock(tx, name, source, generation, shards);
    const due = batches.map((batch) => stillDue(batch, applied.get(batch.shard)!));
    const fresh = due.filter((batch) => batch.upTo > batch.after);
    await this.feed(
      tx,
      fresh.flatMap(({ events }) => events),
      toPark,
    );
    const moves = fresh.map(({ shard, after, upTo }) => ({ shard, from: after, to: upTo }));
    this.tools.beforeWatermark?.(name);
    if (moves.length > 0 && !(await watermarks.advance(tx, name, source, moves))) throw new Fenced(fencedText(name, source));
    const repeated = batches.reduce(
      (sum, { after, upTo, shard }) => sum + Math.max(0, Math.min(upTo, applied.get(shard)!.position) - after),
      0,
    );
    tx.afterCommit(() => {
      this.progress.dropped(repeated);
      this.progress.advanced(moves.map(({ shard, to }) => ({ service: source, generation, shard, position: to })));
    });
    return due.map(({ shard, upTo }) => ({ shard, after: upTo }));
  }

  private async feed(tx: Transaction, events: readonly Recorded[], toPark: ReadonlyMap<string, KeyFailed>): Promise<void> {
    const work = this.subscription.consumers
      .map((consumer) => ({ consumer, inputs: inputsOf(consumer, events) }))
      .filter(({ inputs }) => inputs.length > 0);
    if (work.length === 0) return;
    for (const event of events) this.tools.clock.observe(event.metadata.hlc);
    const parked = await this.setAside(tx, work, toPark);
    const decisions = [];
    for (const { consumer, inputs } of work) {
      const flowing = inputs.filter(({ key }) => !parked.has(keyId(consumer.name, key)));
      if (flowing.length > 0) for (const asked of await consumer.apply(tx, flowing)) decisions.push({ consumer, ...asked });
    }
    if (decisions.length > 0) await decideTogether(tx, this.tools.executor, decisions);
  }

  /** Inputs of parked keys, and of keys to be parked now, queue behind their key. Answers those keys. */
  private async setAside(
    tx: Transaction,
    work: readonly ConsumerInputs[],
    toPark: ReadonlyMap<string, KeyFailed>,
  ): Promise<ReadonlySet<string>> {
    const { parked, dueWork } = this.tools;
    const { name } = this.subscription;
    const keys = work.flatMap(({ consumer, inputs }) =>
      [...new Set(inputs.map(({ key }) => key))].map((key) => ({ consumer: consumer.name, key })),
    );
    const aside = new Set((await parked.among(tx, name, keys)).map(({ consumer, key }) => keyId(consumer, key)));
    for (const [id, failure] of toPark) {
      if (!aside.has(id)) await parked.park(tx, name, failure.consumer, failure.key, failure.message);
      aside.add(id);
    }
    if (aside.size === 0) return aside;
    const queued = work.flatMap(({ consumer, inputs }) =>
      inputs
        .filter(({ key }) => aside.has(keyId(consumer.name, key)))
        .map(({ key, event }) => ({
          kind: 'parked' as const,
          owner: parkedOwner(name, consumer.name),
          key,
          name: event.type,
          payload: event,
          afterMs: 0,
        })),
    );
    if (queued.length > 0) await dueWork.add(tx, queued);
    return aside;
  }

  waitFor(vector: VersionVector, timeoutMs: number): Promise<boolean> {
    return this.progress.waitFor(vector.restrictedTo(this.subscription.sources), timeoutMs);
  }
}

interface ConsumerInputs {
  readonly consumer: Consumer;
  readonly inputs: readonly KeyedInput[];
}

export const inputsOf = (consumer: Consumer, events: readonly Recorded[]): KeyedInput[] =>
  events.flatMap((event) => (consumer.types.has(event.type) ? consumer.keysOf(event).map((key) => ({ key, event })) : []));

/** What of a batch is not applied yet. A batch that starts above the watermark leaves a hole, so nothing of it may be applied. */
const stillDue = (batch: Batch, watermark: Watermark): Batch => {
  const { position, generation } = watermark;
  if (generation !== batch.generation)
    throw new DivergedError(batch.source, `shard ${batch.shard} is generation ${batch.generation}, what was applied is ${generation}`);
  if (batch.after > position || batch.upTo <= position) return { ...batch, after: position, upTo: position, events: [] };
  return { ...batch, after: position, events: batch.events.filter((event) => event.position > position) };
};

const fencedText = (subscription: string, source: string): string =>
  `subscription ${subscription}: another instance moved the watermark of ${source}; its work stands, ours is dropped`;

const keyId = (consumer: string, key: string): string => `${consumer}\u0000${key}`;
