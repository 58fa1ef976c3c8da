import { DirectPublishedLog } from '@millrace/transport-direct';
import { encodeBatch } from '@millrace/transport-kafka';
import { service } from './filled-log.mjs';

const messagesPerSend = 1_000;

/**
 * kafkajs alone: the very messages that the relay sends, 1000 at a time, over all partitions. They are built between the sends, while the clock stands still,
 * so nothing of ours is measured, and no heap full of waiting messages either. Answers the seconds it took to connect and to send all.
 */
export async function sendAll(kafka, topic, log) {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition,
  });
  const published = new DirectPublishedLog({ service, url: log.runtimeUrl, connections: 1, content: 'json-text' });
  try {
    let seconds = await timed(() => producer.connect());
    for await (const messages of sendsOf(published, log.heads)) seconds += await timed(() => producer.send({ topic, acks: -1, messages }));
    return seconds;
  } finally {
    await producer.disconnect();
    await published.close();
  }
}

async function timed(work) {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

async function* sendsOf(published, heads) {
  const cursors = new Map([...heads.keys()].map((shard) => [shard, 0]));
  let waiting = [];
  for (;;) {
    const batches = await published.read(
      [...cursors].map(([shard, after]) => ({ shard, after })),
      Math.ceil(messagesPerSend / cursors.size),
    );
    for (const { shard, upTo } of batches) cursors.set(shard, upTo);
    waiting.push(...batches.flatMap((batch) => encodeBatch(batch, String).map((message) => ({ ...message, partition: batch.shard }))));
    while (waiting.length >= messagesPerSend || (batches.length === 0 && waiting.length > 0)) {
      yield waiting.slice(0, messagesPerSend);
      waiting = waiting.slice(messagesPerSend);
    }
    if (batches.length === 0) return;
  }
}
