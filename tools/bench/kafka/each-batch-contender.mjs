import { randomUUID } from 'node:crypto';

/** kafkajs alone: a consumer of a fresh group that parses each value and keeps nothing. Answers the seconds from its connection until it has had every message. */
export async function parseAll(kafka, { prefix, topic }, messages) {
  // It fetches as much at once as ours does.
  const consumer = kafka.consumer({
    groupId: `${prefix}parse-${randomUUID()}`,
    maxWaitTimeInMs: 400,
    maxBytesPerPartition: 512 * 1024,
    maxBytes: 8 * 1024 * 1024,
  });
  const finished = Promise.withResolvers();
  consumer.on(consumer.events.CRASH, ({ payload }) => finished.reject(payload.error));
  let seen = 0;
  try {
    const begun = performance.now();
    await consumer.connect();
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        for (const { value } of batch.messages) if (value !== null) JSON.parse(String(value));
        seen += batch.messages.length;
        if (seen >= messages) finished.resolve();
      },
    });
    await finished.promise;
    return { seconds: (performance.now() - begun) / 1000 };
  } finally {
    await consumer.disconnect();
  }
}
