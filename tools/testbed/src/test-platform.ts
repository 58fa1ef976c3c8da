import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deleteTopics } from '@millrace/launch/kafka/admin.mjs';
import { type App, type Platform, preparePlatform } from '@millrace/launch/platform.mjs';
import { dropDatabases } from '@millrace/launch/provision.mjs';
import { testPostgres } from './test-database.js';
import { testKafka } from './test-kafka.js';

export type Transport = 'direct' | 'kafka';

export interface TestPlatform extends Platform {
  readonly transport: Transport;
  /** Before the names of its topics and groups. */
  readonly topicPrefix: string;
  /** Stops every process, drops every database, deletes its topics, removes the logs. */
  remove(): Promise<void>;
}

export interface TestPlatformOptions {
  readonly extra?: Partial<Record<App | 'all', Record<string, string>>>;
  /** Default: MILLRACE_TRANSPORT, else direct. */
  readonly transport?: Transport;
  /** Default: the Kafka of this run, and its topics are deleted at the end. Those of another cluster go with it. */
  readonly brokers?: string;
}

/**
 * The real services in real processes, on databases of their own, free ports and, with Kafka, topics of their own: what end-to-end specs work
 * with. Nothing is started yet: `await platform.startAll()`. They run what `npm run build` built; `npm test` does that first.
 */
export async function createTestPlatform(options: TestPlatformOptions = {}): Promise<TestPlatform> {
  const { extra = {}, transport = usualTransport(), brokers } = options;
  const adminUrl = testPostgres();
  const name = `t${randomBytes(4).toString('hex')}`;
  const topicPrefix = `${name}.`;
  const told: Record<string, string> = { TRANSPORT: transport };
  if (transport === 'kafka') Object.assign(told, { KAFKA_BROKERS: brokers ?? testKafka(), KAFKA_TOPIC_PREFIX: topicPrefix });
  const folder = await mkdtemp(join(tmpdir(), 'millrace-platform-'));
  const platform = await preparePlatform({ adminUrl, folder, prefix: `${name}_`, extra, transport: told });
  return {
    ...platform,
    transport,
    topicPrefix,
    async remove() {
      await platform.stop();
      const names = Object.values(platform.databases).map(({ database }) => database);
      await dropDatabases(adminUrl, names);
      if (transport === 'kafka' && !brokers) await deleteTopics(testKafka(), topicPrefix);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function usualTransport(): Transport {
  const name = process.env.MILLRACE_TRANSPORT || 'direct';
  if (name !== 'direct' && name !== 'kafka') throw new Error(`MILLRACE_TRANSPORT is "${name}": it can be direct or kafka`);
  return name;
}
