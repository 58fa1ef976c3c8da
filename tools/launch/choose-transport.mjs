import { findJava } from './kafka/java.mjs';
import { whyNoKafka } from './kafka/jars.mjs';

const without = 'Without Kafka: npm start -- --transport direct';

/**
 * Which way events take in a run: straight from log to log, or through Kafka. Nothing is started.
 * @param {{ asked?: string, brokers?: string, problem?: () => string | undefined }} options
 *   asked: --transport or TRANSPORT; brokers: KAFKA_BROKERS; problem: why there can be no broker of our own
 * @returns {{ kind: 'direct' | 'kafka', why: string, own: boolean, required: boolean }}
 *   required: somebody asked for Kafka, so that going on without it would not be what they meant
 */
export function chooseTransport({ asked, brokers, problem = whyNoKafka }) {
  if (asked && !['direct', 'kafka'].includes(asked)) throw new Error(`the transport is "${asked}": it can be direct or kafka`);
  if (asked === 'direct') return { kind: 'direct', why: 'asked for', own: false, required: true };
  if (brokers) return { kind: 'kafka', why: 'KAFKA_BROKERS is set', own: false, required: true };
  const missing = problem();
  if (asked && missing) throw new Error(cannotBeHad(missing));
  if (missing) return { kind: 'direct', why: missing, own: false, required: false };
  return { kind: 'kafka', why: asked ? 'asked for' : `Java ${findJava().version} is here`, own: true, required: Boolean(asked) };
}

const cannotBeHad = (missing) =>
  `Kafka was asked for and cannot be had: ${missing}.\n` +
  'Install what is missing (Debian, Ubuntu: apt-get install openjdk-17-jre-headless maven; macOS: brew install openjdk maven),\n' +
  `or name a cluster that runs: KAFKA_BROKERS=host:9092 npm start. ${without}`;
