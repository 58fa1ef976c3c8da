import type { Recorded, VersionVector } from '@millrace/decider';
import type { ShardCursor } from '@millrace/event-store';
import { type Batch, DivergedError, type PublishedLog } from '@millrace/transport';
import type { Kafka, KafkaMessage } from 'kafkajs';
import type { KafkaTools } from '../client/kafka-settings.js';
import { Repeat } from '../client/repeat.js';
import { coverageOf, eventOf, ForeignMessage } from '../messages/decode-message.js';
import { FeedCounter, type FeedCounts } from './feed-counts.js';
import { GroupConsumer } from './group-consumer.js';
import { MemberAssignment } from './member-assignment.js';
import { OverdueTails, type ShardState } from './overdue-tails.js';
import { type Missing, Repair } from './repair.js';
import { type Fetched, ShardBuffer } from './shard-buffer.js';

export interface KafkaFeedOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly group: string;
  /** The publisher's log itself: for what the topic does not have. */
  readonly log: PublishedLog;
  /** The topic is there when this resolves. */
  readonly ensureTopic: (partitions: number) => Promise<void>;
  readonly tools: KafkaTools;
  /** Of messages held, over all shards (default 16 MiB); a shard that holds its share of it is paused. */
  readonly maxBytes?: number;
  /** How often the publisher's heads are compared with what came (default 5 s). */
  readonly checkMs?: number;
}

const commitMs = 1_000;
/** Looks in a row that find overdue tails before the consumer itself is taken for stuck. */
const patience = 3;

/** A shard between the topic and its reader. */
interface FedShard {
  readonly buffer: ShardBuffer;
  fetched: number;
  /** Where the reader is, as far as it has said. */
  after: number | undefined;
  paused: boolean;
  committed: number | undefined;
}

/**
 * A publisher's log as its topic brings it to a member of a consumer group: messages are held, in order, until they are read. To the loop that reads it is a published log like
 * any other. Where the topic has a hole, or ends too early, the missing stretch comes from the publisher's log itself. `assignment` is what the group gave to this member;
 * hand-over is safe since the watermark's fence refuses the work of a member that has lost a shard and does not know it.
 */
export class KafkaFeed implements PublishedLog {
  readonly service: string;
  readonly assignment = new MemberAssignment();
  private readonly counter = new FeedCounter();
  private readonly tails = new OverdueTails();
  private readonly repair: Repair;
  private readonly member: GroupConsumer;
  private shards = new Map<number, FedShard>();
  private readonly hints = new Set<() => void>();
  private generation: string | undefined;
  /** Messages of another generation came: is it the log that has changed, or are they old? */
  private strange = false;
  private diverged: DivergedError | undefined;
  private overdueLooks = 0;
  private readonly repeated: readonly Repeat[];

  constructor(private readonly options: KafkaFeedOptions) {
    const { kafka, topic, group, log, tools } = options;
    this.service = log.service;
    this.repair = new Repair(log, tools.scheduler, this.counter, tools.onError);
    this.member = new GroupConsumer({
      kafka,
      topic,
      group,
      tools,
      prepare: async () => options.ensureTopic((await this.describe()).shards),
      onAssigned: (partitions) => this.assigned(partitions),
      onFetched: (partition, messages) => this.fetched(partition, messages),
    });
    this.repeated = [
      new Repeat(tools.scheduler, commitMs, () => this.commit(), tools.onError),
      new Repeat(tools.scheduler, options.checkMs ?? 5_000, () => this.look(), tools.onError),
    ];
  }

  get counts(): FeedCounts {
    return { ...this.counter };
  }

  get isMember(): boolean {
    return this.member.isMember;
  }

  async describe(): Promise<{ readonly generation: string; readonly shards: number }> {
    const description = await this.options.log.describe();
    this.generation ??= description.generation;
    return description;
  }

  heads(): Promise<VersionVector> {
    return this.options.log.heads();
  }

  onAppended(hint: () => void): () => void {
    this.hints.add(hint);
    return () => this.hints.delete(hint);
  }

  async read(cursors: readonly ShardCursor[], limit: number, maxBytes = Infinity): Promise<readonly Batch[]> {
    await this.recognise();
    const batches: Batch[] = [];
    const missing: Missing[] = [];
    for (const cursor of cursors) {
      const shard = this.shards.get(cursor.shard);
      if (!shard) continue;
      shard.after = cursor.after;
      const next = shard.buffer.next(cursor.after, limit, maxBytes);
      this.resumeWhenLow(cursor.shard, shard);
      if (next?.kind === 'stretch') batches.push(this.batchOf(cursor, next.fetched, shard.buffer));
      else if (next?.kind === 'hole') missing.push({ ...cursor, kind: 'hole' });
      else if (this.tails.reaches(cursor.shard, cursor.after) !== undefined) missing.push({ ...cursor, kind: 'tail' });
    }
    return [...batches, ...(await this.repair.read(missing, limit, maxBytes))];
  }

  async close(): Promise<void> {
    await Promise.all(this.repeated.map((one) => one.stop()));
    await this.commit();
    await this.member.close();
  }

  /** Throws DivergedError when the log is not the one this feed began with. */
  private async recognise(): Promise<void> {
    if (this.diverged) throw this.diverged;
    if (!this.strange) return;
    const { generation } = await this.options.log.describe();
    if (generation !== this.generation)
      throw new DivergedError(this.service, `it is of generation ${generation} now, it was ${this.generation}`);
    this.strange = false;
  }

  private batchOf({ shard, after }: ShardCursor, fetched: readonly Fetched[], buffer: ShardBuffer): Batch {
    const events: Recorded[] = [];
    let upTo = after;
    for (const one of fetched) {
      const read = this.readable(shard, one, buffer);
      if (!read) break;
      if (read.event) events.push(read.event);
      upTo = one.position;
    }
    return { source: this.service, generation: this.generation!, shard, after, upTo, events };
  }

  /** The content of a message; undefined for one that was damaged: then its stretch is missing, and comes from the log. */
  private readable(shard: number, fetched: Fetched, buffer: ShardBuffer): { readonly event: Recorded | undefined } | undefined {
    try {
      return { event: eventOf(fetched.message, this.service, shard, fetched) };
    } catch (error) {
      buffer.discard(fetched);
      this.foreign(error);
      return undefined;
    }
  }

  private foreign(error: unknown): void {
    if (!(error instanceof ForeignMessage)) throw error;
    this.counter.foreign++;
    this.options.tools.onError(error);
  }

  private fetched(partition: number, messages: readonly KafkaMessage[]): void {
    const shard = this.shards.get(partition);
    if (!shard) return; // somebody else's by now
    for (const message of messages) this.take(partition, shard, message);
    shard.fetched += messages.length;
    this.counter.fetched += messages.length;
    if (!shard.paused && shard.buffer.bytes > this.share()) {
      shard.paused = true;
      this.member.pause(partition);
    }
    for (const hint of this.hints) hint();
  }

  private take(partition: number, { buffer }: FedShard, message: KafkaMessage): void {
    try {
      const place = coverageOf(message, this.service, partition);
      if (place.generation !== this.generation) {
        this.strange = true;
        this.counter.foreign++;
      } else if (!buffer.add({ ...place, message, bytes: bytesOf(message) })) this.counter.duplicates++;
    } catch (error) {
      this.foreign(error);
    }
  }

  private assigned(partitions: readonly number[]): void {
    const held = new Map<number, FedShard>();
    for (const partition of partitions) {
      const shard = this.shards.get(partition) ?? {
        buffer: new ShardBuffer(),
        fetched: 0,
        after: undefined,
        paused: false,
        committed: undefined,
      };
      if (shard.paused) this.resume(partition, shard); // a new member has paused nothing; it will be again if it must
      held.set(partition, shard);
    }
    this.shards = held;
    this.assignment.hold(partitions);
  }

  private share(): number {
    return (this.options.maxBytes ?? 16 * 1024 * 1024) / Math.max(1, this.shards.size);
  }

  private resumeWhenLow(partition: number, shard: FedShard): void {
    if (shard.paused && shard.buffer.bytes < this.share() / 2) this.resume(partition, shard);
  }

  private resume(partition: number, shard: FedShard): void {
    shard.paused = false;
    this.member.resume(partition);
  }

  private async commit(): Promise<void> {
    const offsets = new Map<number, number>();
    for (const [partition, shard] of this.shards) {
      const { done } = shard.buffer;
      if (done === undefined || done === shard.committed) continue;
      shard.committed = done;
      offsets.set(partition, done);
    }
    await this.member.commit(offsets);
  }

  /** Has the publisher more than what came? */
  private async look(): Promise<void> {
    const states = [...this.shards].flatMap(([shard, { after, fetched, buffer }]): ShardState[] =>
      after === undefined ? [] : [{ shard, after, fetched, waiting: !buffer.isEmpty }],
    );
    if (states.length === 0) return;
    try {
      const overdue = this.tails.check(this.service, states, await this.heads());
      this.overdueLooks = overdue > 0 ? this.overdueLooks + 1 : 0;
    } catch (error) {
      if (!(error instanceof DivergedError)) return this.options.tools.onError(error);
      this.diverged = error;
    }
    if (this.overdueLooks > 0 || this.diverged) for (const hint of this.hints) hint();
    if (this.overdueLooks % patience === 0 && this.overdueLooks > 0) await this.member.renew();
  }
}

const bytesOf = ({ key, value, headers = {} }: KafkaMessage): number => {
  let bytes = 100 + (key?.length ?? 0) + (value?.length ?? 0);
  for (const name in headers) bytes += name.length + (headers[name]?.length ?? 0);
  return bytes;
};
