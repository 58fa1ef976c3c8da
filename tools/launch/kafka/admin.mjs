import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';

// kafkajs 2.2.4 asks for a timer in the past when nothing waits, and Node warns; libs/transport-kafka tells the whole story.
const { prototype: requestQueue } = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
const scheduleCheck = requestQueue.scheduleCheckPendingRequests;
requestQueue.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) scheduleCheck.call(this);
};

/**
 * @template T
 * @param {Partial<import('kafkajs').KafkaConfig> & { brokers: string[] }} config
 * @param {(admin: import('kafkajs').Admin) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withAdmin(config, work) {
  const admin = new Kafka({ clientId: 'millrace-launcher', logLevel: logLevel.NOTHING, ...config }).admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Asked once and not for long: whoever waits for a broker asks again. */
const impatient = { connectionTimeout: 2_000, requestTimeout: 5_000, retry: { retries: 0 } };

/**
 * The ids of the brokers that a cluster has now. Rejects when none of those named answers.
 * @returns {Promise<number[]>}
 */
export const brokerIds = (config) =>
  withAdmin({ ...impatient, ...config }, async (admin) => (await admin.describeCluster()).brokers.map(({ nodeId }) => nodeId));

/** Resolves when the cluster answers; rejects with the last reason when it has not within the time. */
export async function untilAnswers(config, withinMs) {
  for (const deadline = performance.now() + withinMs; ; await sleep(250)) {
    try {
      return await brokerIds(config);
    } catch (error) {
      if (performance.now() > deadline) throw error;
    }
  }
}

/** Deletes every topic whose name begins with the prefix. */
export function deleteTopics(brokers, prefix) {
  if (!prefix) throw new Error('a prefix is needed: without one, every topic of the cluster would be deleted');
  return withAdmin({ brokers: brokers.split(',') }, async (admin) => {
    const topics = (await admin.listTopics()).filter((name) => name.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}

/** How kafkajs is told what those variables say. */
export function clientConfig(env) {
  const pem = (name) => (env[name] ? readFileSync(env[name], 'utf8') : undefined);
  const ssl = { ca: pem('KAFKA_SSL_CA'), cert: pem('KAFKA_SSL_CERT'), key: pem('KAFKA_SSL_KEY') };
  const { KAFKA_SASL_MECHANISM: mechanism, KAFKA_SASL_USERNAME: username, KAFKA_SASL_PASSWORD: password } = env;
  return {
    brokers: env.KAFKA_BROKERS.split(',').map((broker) => broker.trim()),
    ...(env.KAFKA_SSL === 'true' ? { ssl } : {}),
    ...(mechanism ? { sasl: { mechanism, username, password } } : {}),
  };
}
