import type { Kafka, Message, Producer } from 'kafkajs';
import { KeptConnection } from '../client/kept-connection.js';
import { bytesOf, type OutgoingMessage } from '../messages/encode-batch.js';

/** What is sent to one partition, in order. */
export interface PartitionMessages {
  readonly partition: number;
  readonly messages: readonly OutgoingMessage[];
}

/** Where the partition's messages of a send begin and end: offsets `[first, end)`. */
export interface Acknowledged {
  readonly first: number;
  readonly end: number;
}

/** Below a broker's `message.max.bytes` (1 MiB, unless changed), which bounds what one request holds for one partition. */
const maxPartitionBytes = 800_000;

/**
 * Sends to a topic: acks of all in-sync replicas, idempotent, one request at a time, so what is acknowledged is in order and stays.
 * After an error nobody knows what was written: the producer is given up, the next send makes a new one, and whoever sends repeats from what was acknowledged.
 */
export class TopicPublisher {
  private readonly connection: KeptConnection<Producer>;

  constructor(
    kafka: Kafka,
    readonly topic: string,
  ) {
    this.connection = new KeptConnection(() => producerOf(kafka));
  }

  /** Many partitions in one request to each of their brokers; a partition with more than a request may hold goes in several. */
  async send(parts: readonly PartitionMessages[]): Promise<ReadonlyMap<number, Acknowledged>> {
    const acknowledged = new Map<number, Acknowledged>();
    const queues = parts.map(({ partition, messages }) => ({ partition, chunks: chunksOf(messages) }));
    for (let round = 0; queues.some(({ chunks }) => round < chunks.length); round++) {
      const messages = queues.flatMap(({ partition, chunks }) =>
        (chunks[round] ?? []).map((message): Message => ({ ...message, partition })),
      );
      for (const [partition, first] of await this.sendOnce(messages)) {
        const sent = queues.find((queue) => queue.partition === partition)?.chunks[round]?.length ?? 0;
        const before = acknowledged.get(partition);
        acknowledged.set(partition, { first: before?.first ?? first, end: first + sent });
      }
    }
    return acknowledged;
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private sendOnce(messages: Message[]): Promise<ReadonlyMap<number, number>> {
    return this.connection.use(async (producer) => {
      const answers = await producer.send({ topic: this.topic, acks: -1, messages });
      return new Map(answers.map(({ partition, baseOffset }) => [partition, Number(baseOffset)]));
    });
  }
}

const producerOf = (kafka: Kafka): Producer =>
  kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    // Every message says its partition.
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
    metadataMaxAge: 30_000,
    // Bounded: after it the relay asks what is wrong, and begins again at its cursor.
    retry: { retries: 3, initialRetryTime: 100, maxRetryTime: 1_000 },
  });

const chunksOf = (messages: readonly OutgoingMessage[]): OutgoingMessage[][] => {
  const chunks: OutgoingMessage[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const size = bytesOf(message);
    if (bytes + size > maxPartitionBytes) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)!.push(message);
    bytes += size;
  }
  return chunks;
};
