import { expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { createTestCluster, testKafka } from './index.js';

const topic = { topic: 'kept', numPartitions: 16, replicationFactor: -1 };
const adminOf = (brokers: string) => new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin();

async function onCluster<T>(brokers: string, work: (admin: ReturnType<typeof adminOf>) => Promise<T>): Promise<T> {
  const admin = adminOf(brokers);
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

test('the shared broker answers, and makes no topic that nobody asked for', async () => {
  const asked = onCluster(testKafka(), (admin) => admin.fetchTopicMetadata({ topics: ['nobody-made-this'] }));
  await expect(asked).rejects.toThrow(/does not host this topic-partition/);
});

test('a broker that was killed has its topics still; one that was wiped has none', async () => {
  const cluster = await createTestCluster();
  try {
    await onCluster(cluster.bootstrap, (admin) => admin.createTopics({ topics: [topic], waitForLeaders: true }));
    const [broker] = cluster.brokers;
    await broker!.kill();
    expect(broker!.isRunning).toBe(false);
    await broker!.start();
    expect(await onCluster(cluster.bootstrap, (admin) => admin.listTopics())).toEqual(['kept']);
    await cluster.wipe();
    await cluster.start();
    expect(await onCluster(cluster.bootstrap, (admin) => admin.listTopics())).toEqual([]);
  } finally {
    await cluster.stop();
  }
});

test('of three brokers one may be killed: its partitions have another leader', async () => {
  const cluster = await createTestCluster({ brokers: 3 });
  try {
    const leaders = () =>
      onCluster(cluster.bootstrap, async (admin) => {
        const { topics } = await admin.fetchTopicMetadata({ topics: ['kept'] });
        return topics[0]!.partitions.map(({ leader, isr }) => ({ leader, copies: isr.length }));
      });
    await onCluster(cluster.bootstrap, (admin) => admin.createTopics({ topics: [topic], waitForLeaders: true }));
    expect((await leaders()).every(({ copies }) => copies === 3)).toBe(true);
    await cluster.brokers[0]!.kill();
    while ((await leaders()).some(({ leader, copies }) => leader === 1 || leader === -1 || copies !== 2));
    await cluster.brokers[0]!.start();
  } finally {
    await cluster.stop();
  }
}, 120_000);
