import { whyNoKafka } from './jars.mjs';

/** Specs that need a broker are named so. They are left out where there is none, and never counted as skipped. */
export const kafkaSpecs = String.raw`\.kafka\.spec\.ts$`;

/** Why specs that need Kafka are not run, in a few words; undefined when they are. */
export function whyNoKafkaSpecs() {
  if (process.env.MILLRACE_NO_KAFKA === '1') return 'MILLRACE_NO_KAFKA=1';
  if (process.env.MILLRACE_NO_POSTGRES === '1') return 'MILLRACE_NO_POSTGRES=1';
  return process.env.TEST_KAFKA_BROKERS ? undefined : whyNoKafka();
}
