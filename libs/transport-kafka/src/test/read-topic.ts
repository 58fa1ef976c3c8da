import type { VersionVector } from '@millrace/decider';
import type { Admin, Kafka } from 'kafkajs';
import { coverageOf } from '../messages/decode-message.js';
import { header } from '../messages/headers.js';

export interface TopicMessage {
  readonly partition: number;
  readonly id: string;
  readonly type: string;
  readonly value: Buffer | null;
  readonly headers: Record<string, string>;
  readonly prev: number;
  readonly position: number;
}

/** Everything that is in a topic now, read by a plain client from the beginning. */
export const readTopic = async (kafka: Kafka, admin: Admin, topic: string, service: string) => {
  const messages: TopicMessage[] = [];
  const there = (await admin.listTopics()).includes(topic);
  const ends = there ? await admin.fetchTopicOffsets(topic) : [];
  const wanted = new Map(
    ends.filter(({ high, low }) => Number(high) > Number(low)).map(({ partition, high }) => [partition, Number(high)]),
  );
  if (wanted.size > 0) await readUpTo(kafka, topic, wanted, service, messages);
  return {
    messages,
    /** Do the messages cover all positions up to the heads, without a hole? */
    complete: (heads: VersionVector): boolean => {
      const covered = new Map<number, number>();
      for (const { partition, prev, position } of messages)
        if (prev <= (covered.get(partition) ?? 0)) covered.set(partition, Math.max(position, covered.get(partition) ?? 0));
      return [...heads.places()].every(({ shard, position }) => covered.get(shard) === position);
    },
  };
};

const readUpTo = async (
  kafka: Kafka,
  topic: string,
  ends: Map<number, number>,
  service: string,
  messages: TopicMessage[],
): Promise<void> => {
  const consumer = kafka.consumer({ groupId: `read-${crypto.randomUUID()}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    void consumer.run({
      autoCommit: false,
      eachBatch: ({ batch }) => {
        for (const message of batch.messages) {
          const headers = Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]));
          const { prev, position } = coverageOf(message, service, batch.partition);
          const [id, type] = [headers[header.id] ?? '', headers[header.type] ?? ''];
          messages.push({ partition: batch.partition, id, type, value: message.value, headers, prev, position });
        }
        const end = ends.get(batch.partition);
        if (end !== undefined && Number(batch.lastOffset()) + 1 >= end) ends.delete(batch.partition);
        if (ends.size === 0) resolve();
        return Promise.resolve();
      },
    });
  }).finally(() => consumer.disconnect());
};
