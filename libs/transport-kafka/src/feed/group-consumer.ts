import { backoffMs } from '@millrace/transport';
import type { Consumer, Kafka, KafkaMessage } from 'kafkajs';
import type { KafkaTools } from '../client/kafka-settings.js';

export interface GroupConsumerOptions {
  readonly kafka: Kafka;
  readonly topic: string;
  readonly group: string;
  readonly tools: KafkaTools;
  /** Before every connection: the topic must be there. */
  readonly prepare: () => Promise<void>;
  /** The partitions this member has now. What it had before and has no more is somebody else's. */
  readonly onAssigned: (partitions: readonly number[]) => void;
  /** In order of offset. Must not wait: while it does, nothing else is fetched and no heartbeat sent. */
  readonly onFetched: (partition: number, messages: readonly KafkaMessage[]) => void;
}

/** A copy that says nothing for so long is taken for dead, and its partitions go to the others. */
const sessionTimeoutMs = 10_000;
const heartbeatMs = 1_500;
/** How long the broker holds a fetch that finds nothing. It also bounds how late a resumed partition, or a stop, is noticed. */
const maxWaitMs = 400;
const bytes = { perPartition: 512 * 1024, perFetch: 8 * 1024 * 1024 };
const backoff = { firstMs: 200, maxMs: 5_000 };

/**
 * This instance's membership of a consumer group with one topic. States: connecting → member → (crashed) → waiting → connecting … → closed. kafkajs repairs small things
 * by itself; whatever ends its loop gets a new consumer here, so there is one way back from every failure. Fetching and heartbeats never wait for the consumer of the
 * messages: that one pauses partitions it has enough of.
 */
export class GroupConsumer {
  private consumer: Consumer | undefined;
  private closed = false;
  private failures = 0;
  private cancelRetry: () => void = () => undefined;
  private connecting: Promise<void>;

  constructor(private readonly options: GroupConsumerOptions) {
    this.connecting = this.connect();
  }

  get isMember(): boolean {
    return this.consumer !== undefined;
  }

  pause(partition: number): void {
    this.consumer?.pause([{ topic: this.options.topic, partitions: [partition] }]);
  }

  resume(partition: number): void {
    this.consumer?.resume([{ topic: this.options.topic, partitions: [partition] }]);
  }

  /** Keeps where the group is, as a hint for whoever gets the partition next: the truth is the watermark. So a failure is nobody's. */
  async commit(offsets: ReadonlyMap<number, number>): Promise<void> {
    const { topic } = this.options;
    const entries = [...offsets].map(([partition, offset]) => ({ topic, partition, offset: String(offset) }));
    if (entries.length > 0) await this.consumer?.commitOffsets(entries).catch(() => undefined);
  }

  /** Leaves the group, so that others need not wait for the session to run out. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelRetry();
    await this.connecting;
    const { consumer } = this;
    this.consumer = undefined;
    await consumer?.disconnect().catch(() => undefined);
  }

  /** Begins anew, with a new member: for a loop that does not end and brings nothing either. */
  async renew(): Promise<void> {
    const { consumer } = this;
    if (consumer) await this.crashed(consumer, new Error(`the consumer of ${this.options.topic} brings nothing; it is made anew`));
  }

  private async connect(): Promise<void> {
    if (this.closed) return;
    const { kafka, group, prepare, topic } = this.options;
    let consumer: Consumer | undefined;
    try {
      await prepare();
      consumer = kafka.consumer({
        groupId: group,
        sessionTimeout: sessionTimeoutMs,
        rebalanceTimeout: 20_000,
        heartbeatInterval: heartbeatMs,
        metadataMaxAge: 30_000,
        maxWaitTimeInMs: maxWaitMs,
        maxBytesPerPartition: bytes.perPartition,
        maxBytes: bytes.perFetch,
        allowAutoTopicCreation: false,
        // Who comes back is for us to say.
        retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000, restartOnFailure: () => Promise.resolve(false) },
      });
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      await this.run(consumer);
    } catch (error) {
      await consumer?.disconnect().catch(() => undefined);
      this.retryLater(error);
    }
  }

  private async run(consumer: Consumer): Promise<void> {
    const { topic, onAssigned, onFetched } = this.options;
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (this.closed) return;
      this.failures = 0;
      onAssigned(payload.memberAssignment[topic] ?? []);
    });
    consumer.on(consumer.events.CRASH, ({ payload }) => void this.crashed(consumer, payload.error));
    this.consumer = consumer;
    await consumer.run({
      autoCommit: false,
      partitionsConsumedConcurrently: 1,
      eachBatch: ({ batch: { partition, messages } }) => {
        onFetched(partition, messages);
        return Promise.resolve();
      },
    });
  }

  private async crashed(consumer: Consumer, error: Error): Promise<void> {
    if (this.closed || this.consumer !== consumer) return;
    this.consumer = undefined;
    await consumer.disconnect().catch(() => undefined);
    this.retryLater(error);
  }

  private retryLater(error: unknown): void {
    const { tools } = this.options;
    if (this.closed) return;
    tools.onError(error);
    const pause = backoffMs(++this.failures, { ...backoff, random: tools.random });
    this.cancelRetry = tools.scheduler.after(pause, () => {
      this.connecting = this.connect();
    });
  }
}
