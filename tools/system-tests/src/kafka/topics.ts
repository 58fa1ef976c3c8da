import type { TestPlatform } from '@millrace/testbed';
import { type Admin, Kafka, type KafkaMessage, logLevel } from 'kafkajs';

/** What somebody outside has: a Kafka client, and the names of the topics. */
const client = (brokers: string): Kafka => new Kafka({ clientId: 'reader', brokers: brokers.split(','), logLevel: logLevel.NOTHING });

export const withAdmin = async <T>(brokers: string, work: (admin: Admin) => Promise<T>): Promise<T> => {
  const admin = client(brokers).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

/** The topics of the platform that are there. */
export const topicsOf = (platform: TestPlatform, admin: Admin): Promise<string[]> =>
  admin.listTopics().then((names) => names.filter((name) => name.startsWith(platform.topicPrefix)).sort());

export const deleteAllTopics = (platform: TestPlatform, brokers: string): Promise<readonly string[]> =>
  withAdmin(brokers, async (admin) => {
    const topics = await topicsOf(platform, admin);
    await admin.deleteTopics({ topics });
    return topics;
  });

export type ReadMessage = (topic: string, partition: number, message: KafkaMessage) => void;

/** Reads topics from their beginning to where they end now, in order of each partition. Leaves no group behind. */
export const readTopics = async (brokers: string, topics: readonly string[], read: ReadMessage): Promise<void> => {
  const groupId = `reader-${crypto.randomUUID()}`;
  await withAdmin(brokers, async (admin) => {
    const unread = await endsOf(admin, topics);
    if (unread.size > 0) await readGroup(client(brokers), groupId, topics, unread, read);
    if (unread.size > 0) await admin.deleteGroups([groupId]);
  });
};

type Ends = Map<string, bigint>;
const place = (topic: string, partition: number): string => `${topic}/${partition}`;

/** Where each partition that has messages ends. */
const endsOf = async (admin: Admin, topics: readonly string[]): Promise<Ends> => {
  const ends: Ends = new Map();
  for (const topic of topics)
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic))
      if (BigInt(high) > BigInt(low)) ends.set(place(topic, partition), BigInt(high));
  return ends;
};

const readGroup = async (kafka: Kafka, groupId: string, topics: readonly string[], ends: Ends, read: ReadMessage): Promise<void> => {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 });
  const unread = new Map(ends);
  await consumer.connect();
  try {
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
      const eachMessage = ({ topic, partition, message }: { topic: string; partition: number; message: KafkaMessage }): Promise<void> => {
        read(topic, partition, message);
        const key = place(topic, partition);
        if (BigInt(message.offset) + 1n >= (unread.get(key) ?? 0n)) unread.delete(key);
        if (unread.size === 0) resolve();
        return Promise.resolve();
      };
      consumer.run({ autoCommit: false, eachMessage }).catch(reject);
    });
  } finally {
    await consumer.disconnect();
  }
};
