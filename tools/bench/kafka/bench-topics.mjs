import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startThrowAwayKafka } from '@millrace/launch/kafka/throw-away.mjs';
import kafkajs from 'kafkajs';
import { service } from './filled-log.mjs';

const topicName = `${service}.events`;

/** A broker for this run, or that of TEST_KAFKA_BROKERS, and fresh topics on it; all of them are gone at the end, and the groups that read them. */
export async function openBenchTopics({ partitions }) {
  const given = process.env.TEST_KAFKA_BROKERS;
  const cluster = given ? undefined : await startThrowAwayKafka({ say: console.log });
  const brokers = (given ?? cluster.bootstrap).split(',');
  const kafka = new kafkajs.Kafka({ clientId: 'bench', brokers, logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  const topics = [];
  const remove = async (topic) => {
    const prefix = topic.slice(0, -topicName.length);
    const groups = (await admin.listGroups()).groups.map(({ groupId }) => groupId).filter((group) => group.startsWith(prefix));
    if (groups.length > 0) await admin.deleteGroups(groups);
    await admin.deleteTopics({ topics: [topic] });
    topics.splice(topics.indexOf(topic), 1);
  };
  await admin.connect();
  return {
    brokers,
    kafka,
    /** A topic, made now, named as the relay of the service would with that prefix. */
    make: async () => {
      const prefix = `bench-${randomBytes(5).toString('hex')}.`;
      const topic = `${prefix}${topicName}`;
      await admin.createTopics({ topics: [{ topic, numPartitions: partitions, replicationFactor: -1 }], waitForLeaders: false });
      topics.push(topic);
      await haveLeaders(admin, topic);
      return { prefix, topic, remove: () => remove(topic) };
    },
    /** How many messages it holds. */
    count: async (topic) => (await admin.fetchTopicOffsets(topic)).reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0),
    close: async () => {
      for (const topic of [...topics]) await remove(topic);
      await admin.disconnect();
      await cluster?.stop();
    },
  };
}

/** Right after its creation brokers may not know the topic yet, which kafkajs takes for an error. */
async function haveLeaders(admin, topic) {
  for (let left = 100; left > 0; left--) {
    const found = await admin.fetchTopicMetadata({ topics: [topic] }).catch((error) => {
      if (!error.retriable) throw error;
    });
    if (found?.topics[0].partitions.every(({ leader }) => leader >= 0)) return;
    await sleep(100);
  }
  throw new Error(`topic ${topic} has no leaders, 10 s after it was made`);
}
