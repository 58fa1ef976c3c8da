/** A Kafka cluster for a run of tests: in a temporary folder, on free ports, gone at the end. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafka } from './cluster.mjs';
import { ensureJars } from './jars.mjs';

/**
 * @param {{ brokers?: 1 | 3, say?: (text: string) => void }} [options]
 * @returns {Promise<import('./cluster.mjs').RunningKafka>}
 */
export async function startThrowAwayKafka({ brokers = 1, say } = {}) {
  const libs = await ensureJars({ say });
  return startKafka({ folder: mkdtempSync(join(tmpdir(), 'millrace-kafka-')), libs, brokers, throwAway: true, say });
}
