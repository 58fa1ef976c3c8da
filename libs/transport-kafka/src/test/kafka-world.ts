import { randomBytes } from 'node:crypto';
import type { EventCatalogue } from '@millrace/decider';
import type { Admin, Message } from 'kafkajs';
import { eventLogMigrations, PostgresEventStore } from '@millrace/event-store-postgres';
import { createPool, runMigrations } from '@millrace/postgres';
import { createTestDatabase, testKafka } from '@millrace/testbed';
import type { Assignment } from '@millrace/transport';
import { DirectPublishedLog } from '@millrace/transport-direct';
import { kafkaClient } from '../client/kafka-client.js';
import type { KafkaSettings } from '../client/kafka-settings.js';
import { KafkaTransport, type KafkaTransportOptions } from '../kafka-transport.js';
import { PostgresRelayCursors } from '../relay/postgres-relay-cursors.js';
import { CreateRelayCursors1764000000002 } from '../relay/relay-cursors.migration.js';
import type { Relay } from '../relay/relay.js';
import { topicOf } from '../topics/topic-names.js';
import { readTopic } from './read-topic.js';

export interface WorldRequest {
  readonly service: string;
  readonly shards: number;
  readonly catalogue: EventCatalogue;
  /** Of topics that are there already; they stay when this world is closed. */
  readonly prefix?: string;
}

export const everyShard = (shards: number): Assignment => ({
  shards: () => new Set(Array.from({ length: shards }, (_, shard) => shard)),
  onChange: () => () => undefined,
});

/** A publisher with a log of its own in PostgreSQL and topics of its own in Kafka, and whoever relays and reads it. `close` removes all of it. */
export const kafkaWorld = async ({ service, shards, catalogue, prefix: given }: WorldRequest) => {
  const database = await createTestDatabase({ name: 'kafka' });
  await runMigrations({
    ownerUrl: database.ownerUrl,
    lockName: service,
    migrations: [...eventLogMigrations({ shards }), CreateRelayCursors1764000000002],
  });
  const store = await PostgresEventStore.connect({ url: database.runtimeUrl, service, catalogue });
  const pool = createPool({ url: database.runtimeUrl, max: 2, applicationName: 'relay cursors' });
  const prefix = given ?? `t${randomBytes(5).toString('hex')}.`;
  const settings = (clientId: string): KafkaSettings => ({ brokers: testKafka().split(','), clientId, prefix });
  const kafka = kafkaClient(settings('spec'));
  const cursors = new PostgresRelayCursors(pool);
  const opened: { close(): Promise<void> }[] = [];
  const errors: unknown[] = [];

  const transport = (clientId: string, options: Partial<KafkaTransportOptions> = {}): KafkaTransport => {
    const made = new KafkaTransport({
      settings: settings(clientId),
      logs: [new DirectPublishedLog({ service, url: database.readerUrl })],
      checkMs: 500,
      tools: { onError: (error) => errors.push(error) },
      ...options,
    });
    opened.push(made);
    return made;
  };

  const relay = async (checkMs = 500): Promise<Relay> => {
    const log = new DirectPublishedLog({ service, url: database.runtimeUrl, content: 'json-text' });
    const made = transport('relay', { logs: [log] }).relay({ log, content: 'json-text', cursors, checkMs });
    opened.unshift({ close: () => made.stop() });
    await made.start(everyShard(shards));
    return made;
  };

  const admin = async <T>(work: (admin: Admin) => Promise<T>): Promise<T> => {
    const client = kafka.admin();
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.disconnect();
    }
  };

  const send = async (messages: Message[]): Promise<void> => {
    const producer = kafka.producer({
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition!,
    });
    await producer.connect();
    await producer.send({ topic: topicOf(prefix, service), messages });
    await producer.disconnect();
  };

  return {
    store,
    admin,
    readTopic: () => admin(async (client) => readTopic(kafka, client, topicOf(prefix, service), service)),
    /** Every message of the topic once more, with other headers. */
    sendAgain: async (change: (headers: Record<string, string>) => Record<string, string>) => {
      const { messages } = await admin((client) => readTopic(kafka, client, topicOf(prefix, service), service));
      await send(messages.map(({ partition, value, headers }) => ({ partition, value, headers: change(headers) })));
    },
    /** The topic made anew, with its messages changed. */
    replaceTopic: async (change: (messages: readonly Message[]) => Message[]) => {
      const topic = topicOf(prefix, service);
      const { messages } = await admin((client) => readTopic(kafka, client, topic, service));
      await admin((client) => client.deleteTopics({ topics: [topic] }));
      await admin((client) => client.createTopics({ topics: [{ topic, numPartitions: shards }], waitForLeaders: true }));
      await send(change(messages.map(({ partition, value, headers }) => ({ partition, value, headers }))));
    },
    /** A statement of the database's owner: what an operator could do to the log. */
    owner: async (sql: string) => {
      const owner = createPool({ url: database.ownerUrl, max: 1, applicationName: 'operator' });
      await owner.query(sql);
      await owner.end();
    },
    /** Resolves when the number has stayed the same for a second: there is no signal for nothing more to come. */
    settled: async (number: () => number) => {
      let same = 0;
      while (same < 10) {
        const before = number();
        await new Promise((resolve) => setTimeout(resolve, 100));
        same = before > 0 && number() === before ? same + 1 : 0;
      }
    },
    kafka,
    cursors,
    prefix,
    errors,
    topic: topicOf(prefix, service),
    log: () => new DirectPublishedLog({ service, url: database.readerUrl }),
    transport,
    relay,
    close: async () => {
      for (const one of opened) await one.close();
      await store.close();
      await pool.end();
      if (given === undefined) await deleteTopics(kafka, prefix);
      await database.drop();
    },
  };
};

export type KafkaWorld = Awaited<ReturnType<typeof kafkaWorld>>;

const deleteTopics = async (kafka: KafkaWorld['kafka'], prefix: string): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
  if (topics.length > 0) await admin.deleteTopics({ topics });
  await admin.disconnect();
};
