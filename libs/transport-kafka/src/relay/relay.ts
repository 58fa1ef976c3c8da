import {
  type Assignment,
  type Batch,
  type Consumption,
  type Continuation,
  type PublishedLog,
  type Scheduler,
  systemScheduler,
  TailingTransport,
} from '@millrace/transport';
import type { ClusterAdmin } from '../client/cluster-admin.js';
import { Repeat } from '../client/repeat.js';
import { encodeBatch } from '../messages/encode-batch.js';
import { WrongPartitions } from '../topics/topics.js';
import type { RelayCursor, RelayCursors, RelayMove } from './relay-cursors.js';
import type { Acknowledged, TopicPublisher } from './topic-publisher.js';

export interface RelayOptions {
  /** The service's published log. */
  readonly log: PublishedLog;
  /** How the log gives an event's data: as a value (default), or as JSON text that is passed on as it is. */
  readonly content?: 'value' | 'json-text';
  readonly publisher: TopicPublisher;
  readonly admin: ClusterAdmin;
  readonly cursors: RelayCursors;
  readonly replication?: number | undefined;
  readonly onError: (error: unknown) => void;
  readonly scheduler?: Scheduler;
  /** How often the ends of the topic are compared with the cursors. Default 5 s. */
  readonly checkMs?: number;
}

/** What the relay of this instance has done since it was made. */
export interface RelayCounts {
  /** Events whose sending was acknowledged. */
  readonly published: number;
  readonly placeholders: number;
  /** Batches sent whose cursor another relay had moved: they are in the topic twice, and consumers drop them. */
  readonly fenced: number;
  /** Shards published again, since their partition had lost what was sent. */
  readonly refilled: number;
}

/** Each send holds so much at most; what does not fit goes with the next. More events at once cost more each: the client's many small buffers outlive the young heap. */
const bounds = { maxPositionsPerShard: 1_000, maxEvents: 2_000, maxBytes: 6 * 1024 * 1024 };

/**
 * Publishes a service's log to its topic: the shards this instance holds, each in order, many in one send. It is a consumer of the log like any other; its
 * watermark is the cursor, which moves after the acknowledgement. So a crash repeats, and never skips. A relay that has lost its shards without knowing (a zombie)
 * can only repeat stretches that are in the topic already, and its cursor does not move.
 *
 * The cursor also keeps where the partition ended. A partition that ends earlier has lost messages (the topic was deleted, the cluster is another one): then the
 * shard is published again from the first position.
 */
export class Relay {
  private readonly tail: TailingTransport;
  private readonly scheduler: Scheduler;
  private readonly known = new Map<number, RelayCursor>();
  private readonly suspects = new Set<number>();
  private readonly counted = { published: 0, placeholders: 0, fenced: 0, refilled: 0 };
  private consumption: Consumption | undefined;
  private checks: Repeat | undefined;
  private generation = '';
  private stopped = false;

  constructor(private readonly options: RelayOptions) {
    this.scheduler = options.scheduler ?? systemScheduler;
    this.tail = new TailingTransport({ name: 'relay', logs: [options.log], bounds, scheduler: this.scheduler });
  }

  get counts(): RelayCounts {
    return { ...this.counted };
  }

  /**
   * Publishes until stopped, the shards of `assignment`. The topic is made first; while no broker answers that is tried again later, but partitions that are not the
   * log's shards are WrongPartitions.
   */
  async start(assignment: Assignment): Promise<void> {
    await this.ensureTopic().catch((error: unknown) => {
      if (error instanceof WrongPartitions) throw error;
      this.options.onError(error);
    });
    if (this.stopped) return;
    this.consume(assignment);
    this.checks = new Repeat(this.scheduler, this.options.checkMs ?? 5_000, () => this.check(assignment), this.options.onError);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.checks?.stop();
    await this.consumption?.stop();
    await this.tail.close();
    await this.options.publisher.close();
  }

  private consume(assignment: Assignment): void {
    const { log } = this.options;
    this.consumption = this.tail.consume({
      source: log.service,
      group: 'relay',
      assignment,
      positions: (shards) => this.positions(shards),
      deliver: (batches) => this.deliver(batches),
      onError: (error) => this.failed(error),
    });
  }

  private async positions(shards: readonly number[]): Promise<ReadonlyMap<number, number>> {
    const { log, cursors, publisher } = this.options;
    this.generation = (await log.describe()).generation;
    const found = await cursors.read(this.generation, publisher.topic, shards);
    for (const [shard, cursor] of found) this.known.set(shard, cursor);
    return new Map([...found].map(([shard, { position }]) => [shard, position]));
  }

  private async deliver(batches: readonly Batch[]): Promise<Continuation[]> {
    const { publisher, content } = this.options;
    const jsonOf = content === 'json-text' ? String : JSON.stringify;
    const parts = batches.map((batch) => ({ partition: batch.shard, messages: encodeBatch(batch, jsonOf) }));
    const acknowledged = await publisher.send(parts);
    this.count(batches, parts);
    const moves = batches.flatMap((batch) => {
      const ack = acknowledged.get(batch.shard);
      return ack ? [this.moveAfter(batch, ack)] : [];
    });
    const continuations = await this.move(moves);
    this.counted.fenced += moves.length - continuations.length;
    return continuations;
  }

  private count(batches: readonly Batch[], parts: readonly { readonly messages: readonly unknown[] }[]): void {
    const events = batches.reduce((sum, batch) => sum + batch.events.length, 0);
    this.counted.published += events;
    this.counted.placeholders += parts.reduce((sum, { messages }) => sum + messages.length, 0) - events;
  }

  /** The ack says where the messages lie. Earlier than they could: what was sent before them is gone, and the cursor goes back. */
  private moveAfter({ shard, after, upTo }: Batch, { first, end }: Acknowledged): RelayMove {
    const expected = this.known.get(shard)?.endOffset ?? 0;
    if (first >= expected) return { shard, from: after, position: upTo, endOffset: end };
    return refill(shard, after, end);
  }

  /** Shards whose cursor somebody else has moved are left out: they go on from where it is now. */
  private async move(moves: readonly RelayMove[]): Promise<Continuation[]> {
    const { cursors, publisher } = this.options;
    const moved = await cursors.move(this.generation, publisher.topic, moves);
    const done = moves.filter(({ shard }) => moved.has(shard));
    this.counted.refilled += done.filter(({ position }) => position === 0).length;
    return done.map(({ shard, position, endOffset }) => {
      this.known.set(shard, { shard, position, endOffset });
      return { shard, after: position };
    });
  }

  private failed(error: unknown): void {
    this.options.onError(error);
    void this.ensureTopic().catch(this.options.onError);
  }

  /** Makes the topic when it is not there. Throws WrongPartitions. */
  async ensureTopic(): Promise<void> {
    const { log, admin, publisher, replication } = this.options;
    const { shards } = await log.describe();
    await admin.ensureTopic({ topic: publisher.topic, partitions: shards, replication });
  }

  /** Without traffic no ack tells that the topic has lost messages: so its ends are compared with the cursors. */
  private async check(assignment: Assignment): Promise<void> {
    const { log, admin, cursors, publisher } = this.options;
    const { generation, shards } = await log.describe();
    const held = [...assignment.shards()].filter((shard) => shard < shards);
    // The cursors first: a topic that grows while we look must not seem too short for them.
    const known = await cursors.read(generation, publisher.topic, held);
    const ends = await admin.ends(publisher.topic);
    if (!ends) await this.ensureTopic();
    const short = [...known.values()].filter(({ shard, endOffset }) => (ends?.get(shard) ?? 0) < endOffset);
    // A leader that has just been elected may know less of the end than is there, for a moment: what counts is to be short twice.
    const lost = short.filter(({ shard }) => !ends || this.suspects.has(shard));
    this.suspects.clear();
    for (const { shard } of short) this.suspects.add(shard);
    if (lost.length > 0) await this.refillAll(lost, ends, assignment);
  }

  private async refillAll(
    lost: readonly RelayCursor[],
    ends: ReadonlyMap<number, number> | undefined,
    assignment: Assignment,
  ): Promise<void> {
    // What is under way ends first, and may have moved a cursor: then the shard is looked at again next time. The loop begins anew, at the cursors.
    await this.consumption?.stop();
    await this.move(lost.map(({ shard, position }) => refill(shard, position, ends?.get(shard) ?? 0)));
    if (!this.stopped) this.consume(assignment);
  }
}

/** Back to before the first position. */
const refill = (shard: number, from: number, endOffset: number): RelayMove => ({ shard, from, position: 0, endOffset });
