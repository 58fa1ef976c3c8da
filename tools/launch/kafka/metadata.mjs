import { Kafka, logLevel } from 'kafkajs';

process.env.KAFKAJS_NO_PARTITIONER_WARNING ??= '1';

/**
 * Which brokers a cluster says it has, asked once and quickly: a broker that is not there, or not ready, rejects.
 * @param {{ brokers: string[] } & Partial<import('kafkajs').KafkaConfig>} config
 * @returns {Promise<{ id: number, host: string, port: number }[]>}
 */
export async function brokersOf(config) {
  const kafka = new Kafka({
    clientId: 'millrace-launcher',
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    retry: { retries: 0 },
    logLevel: logLevel.NOTHING,
    ...config,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    return brokers.map(({ nodeId, host, port }) => ({ id: nodeId, host, port }));
  } finally {
    await admin.disconnect();
  }
}
