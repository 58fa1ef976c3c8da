import { DivergedError } from '../errors.js';
import type { Scheduler } from '../scheduler.js';
import type { Batch, Consumption, ConsumeRequest, PublishedLog } from '../transport.js';
import { type BackoffOptions, backoffMs } from './backoff.js';
import { type DeliveryBounds, DeliveryPlan } from './delivery-bounds.js';
import { ShardCursors, type TailedShard } from './shard-cursors.js';
import { within } from './time-limit.js';
import { Wakeup } from './wakeup.js';

export interface TailingTimes {
  /** First wait after activity, in ms; doubles while nothing comes. */
  readonly minPollMs: number;
  readonly maxPollMs: number;
  /** Shortest time between two reads while little comes. The first event after a pause is not delayed; those that follow closely share a transaction. */
  readonly paceMs: number;
  /** Longest wait for an answer of the log, or of `positions`. */
  readonly answerMs: number;
  /** How long `stop` waits for a read that does not end. */
  readonly stopGraceMs: number;
}

export interface TailingTools {
  readonly scheduler: Scheduler;
  readonly backoff: BackoffOptions;
  readonly bounds: DeliveryBounds;
  readonly times: TailingTimes;
}

/** Positions of one delivery that need no company. */
const plenty = 100;

interface Delivery {
  readonly cursor: TailedShard;
  readonly batch: Batch;
}

/**
 * One loop over one log: read all ready shards in one round trip, deliver what came together, wait for more.
 * A delivery of several shards that fails is taken apart: each of its shards is delivered alone until it succeeds, so only the one that fails waits.
 */
export class TailingConsumption implements Consumption {
  private stopped = false;
  private description: { readonly generation: string; readonly shards: number } | undefined;
  private failures = 0;
  private idleMs: number;
  private delivery: Promise<void> = Promise.resolve();
  private readonly cursors = new ShardCursors();
  private readonly plan: DeliveryPlan;
  private readonly wakeup: Wakeup;
  private readonly unsubscribe: readonly (() => void)[];
  private readonly running: Promise<void>;

  constructor(
    private readonly log: PublishedLog,
    private readonly request: ConsumeRequest,
    private readonly tools: TailingTools,
    private readonly onStopped: () => void,
  ) {
    this.plan = new DeliveryPlan(tools.bounds);
    this.wakeup = new Wakeup(tools.scheduler);
    this.idleMs = tools.times.minPollMs;
    this.unsubscribe = [
      log.onAppended(() => this.wakeup.signal()),
      request.assignment.onChange(() => {
        this.assign();
        this.wakeup.signal();
      }),
    ];
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.end();
    await this.delivery;
    const { scheduler, times } = this.tools;
    await within(scheduler, times.stopGraceMs, 'the loop', this.running).catch(() => undefined);
  }

  private end(): void {
    if (this.stopped) return;
    this.stopped = true;
    for (const unsubscribe of this.unsubscribe) unsubscribe();
    this.wakeup.signal();
    this.onStopped();
  }

  private async run(): Promise<void> {
    await Promise.resolve(); // `consume` answers first
    while (!this.stopped) {
      try {
        const begun = this.tools.scheduler.now();
        const delivered = await this.round();
        this.failures = 0;
        if (delivered === 0) await this.idle();
        else this.idleMs = this.tools.times.minPollMs;
        if (delivered < plenty) await this.pace(begun);
      } catch (error) {
        await this.recover(error);
      }
    }
  }

  /** Answers how many positions were delivered. */
  private async round(): Promise<number> {
    await this.describe();
    this.assign();
    const ready = this.cursors.ready(this.tools.scheduler.now());
    if (ready.length === 0) return 0;
    await this.locate(ready.filter(({ after }) => after === undefined));
    const deliveries = await this.read(ready);
    if (deliveries.length === 0 || this.stopped) return 0;
    this.delivery = this.deliverAll(deliveries);
    // `stop` waits for the same promise, and must not see its error
    const done = this.delivery;
    this.delivery = done.catch(() => undefined);
    await done;
    return deliveries.reduce((sum, { batch }) => sum + batch.upTo - batch.after, 0);
  }

  /** Under load a transaction for each event would be most of the work; waiting a moment makes them few. */
  private pace(begun: number): Promise<void> {
    const { scheduler, times } = this.tools;
    const left = times.paceMs - (scheduler.now() - begun);
    return left <= 0 || this.stopped ? Promise.resolve() : new Promise((resolve) => void scheduler.after(left, resolve));
  }

  private async describe(): Promise<void> {
    if (this.description) return;
    this.description = await this.answer('describe', this.log.describe());
  }

  private assign(): void {
    const { description } = this;
    if (this.stopped || !description) return;
    const { assignment } = this.request;
    const [held, total] = [assignment.shards(), assignment.total ?? description.shards];
    const shards = Array.from({ length: description.shards }, (_, shard) => shard);
    this.cursors.assign(new Set(shards.filter((shard) => held.has(shard % total))));
  }

  private async locate(cursors: readonly TailedShard[]): Promise<void> {
    if (cursors.length === 0) return;
    const positions = await this.answer('positions', this.request.positions(cursors.map(({ shard }) => shard)));
    for (const cursor of cursors) cursor.after = positions.get(cursor.shard) ?? 0;
  }

  private async read(ready: readonly TailedShard[]): Promise<Delivery[]> {
    const held = ready.filter((cursor) => this.cursors.holds(cursor));
    if (held.length === 0 || this.stopped) return [];
    const { positions, bytes } = this.plan.limits(held.length);
    const wanted = held.map(({ shard, after }) => ({ shard, after: after! }));
    const batches = await this.answer('read', this.log.read(wanted, positions, bytes));
    for (const batch of batches) this.checkGeneration(batch);
    const byShard = new Map(held.map((cursor) => [cursor.shard, cursor]));
    return this.plan.fit(batches.filter(({ upTo, after }) => upTo > after)).map((batch) => ({ batch, cursor: byShard.get(batch.shard)! }));
  }

  private checkGeneration({ generation, shard }: Batch): void {
    if (generation !== this.description!.generation)
      throw new DivergedError(
        this.log.service,
        `shard ${shard} is of generation ${generation}, this consumption began with ${this.description!.generation}`,
      );
  }

  private async deliverAll(deliveries: readonly Delivery[]): Promise<void> {
    const together = deliveries.filter(({ cursor }) => cursor.failures === 0);
    const alone = deliveries.filter(({ cursor }) => cursor.failures > 0);
    await this.deliver(together);
    for (const one of alone) await this.deliver([one]);
  }

  private async deliver(deliveries: readonly Delivery[]): Promise<void> {
    const held = deliveries.filter(({ cursor }) => this.cursors.holds(cursor));
    if (held.length === 0 || this.stopped) return;
    const { scheduler, backoff } = this.tools;
    try {
      const continuations = new Map((await this.request.deliver(held.map(({ batch }) => batch))).map((one) => [one.shard, one]));
      const now = scheduler.now();
      for (const { cursor, batch } of held)
        this.cursors.continue(cursor, batch.after, continuations.get(batch.shard), now, backoff.firstMs);
    } catch (error) {
      if (error instanceof DivergedError) throw error;
      this.report(
        error,
        this.cursors.failed(
          held.map(({ cursor }) => cursor),
          scheduler.now(),
          backoff,
        ),
      );
    }
  }

  private async idle(): Promise<void> {
    if (this.stopped) return;
    const { scheduler, times } = this.tools;
    const untilReady = this.cursors.untilReady(scheduler.now());
    const signalled = await this.wakeup.wait(Math.min(this.idleMs, untilReady));
    this.idleMs = signalled ? times.minPollMs : Math.min(this.idleMs * 2, times.maxPollMs);
  }

  /** The log, or `positions`, failed: that concerns all shards. */
  private async recover(error: unknown): Promise<void> {
    if (this.stopped) return;
    if (error instanceof DivergedError) {
      this.end();
      return this.report(error, Infinity);
    }
    const { backoff, scheduler } = this.tools;
    const pause = backoffMs(++this.failures, backoff);
    this.report(error, pause);
    const until = scheduler.now() + pause;
    // A hint does not shorten it: the log is in trouble. The end of the consumption does.
    for (let left = pause; left > 0 && !this.stopped; left = until - scheduler.now()) await this.wakeup.wait(left);
  }

  private report(error: unknown, retryInMs: number): void {
    try {
      this.request.onError(error, retryInMs);
    } catch {
      // a reporter that fails must not end the consumption
    }
  }

  private answer<T>(what: string, work: Promise<T>): Promise<T> {
    return within(this.tools.scheduler, this.tools.times.answerMs, `${what} of the log of ${this.log.service}`, work);
  }
}
