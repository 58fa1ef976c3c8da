import kafkajs, { type Kafka, type SASLOptions } from 'kafkajs';
import { quietRequestQueues } from './idle-timer.js';
import type { KafkaSettings } from './kafka-settings.js';

/**
 * A client that says nothing by itself: what fails is told to whoever asked, once. Retries are few and short, since everything here is tried again by its
 * owner, who knows whether it still makes sense. Nothing is connected yet.
 */
export const kafkaClient = ({ brokers, clientId, tls, sasl }: KafkaSettings): Kafka => {
  quietRequestQueues();
  return new kafkajs.Kafka({
    clientId,
    brokers: [...brokers],
    logLevel: kafkajs.logLevel.NOTHING,
    connectionTimeout: 3_000,
    authenticationTimeout: 5_000,
    requestTimeout: 15_000,
    retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 },
    ...(tls && { ssl: Object.keys(tls).length > 0 ? { ...tls } : true }),
    ...(sasl && { sasl: { ...sasl } as SASLOptions }),
  });
};
