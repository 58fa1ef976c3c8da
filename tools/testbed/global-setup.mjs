/**
 * One PostgreSQL and one Kafka broker for the whole run of tests. Every spec file makes its own databases with createTestDatabase(), and
 * its own topics on testKafka().
 *   TEST_DATABASE_URL=postgres://…  use that server instead (an admin: it creates databases and roles)
 *   MILLRACE_NO_POSTGRES=1          start neither: pure specs only
 *   TEST_KAFKA_BROKERS=host:port    use that cluster instead
 *   MILLRACE_NO_KAFKA=1             start no broker; specs named *.kafka.spec.* are left out (jest.config.mjs)
 * No broker is started for a run that has no such spec.
 */
import { startThrowAwayKafka } from '@millrace/launch/kafka/throw-away.mjs';
import { needKafka, whyNoKafkaSpecs } from '@millrace/launch/kafka/specs.mjs';
import { startThrowAwayPostgres } from '@millrace/launch/throw-away-postgres.mjs';

export default async function globalSetup({ rootDir, testPathPatterns, onlyChanged, findRelatedTests }) {
  const patterns = testPathPatterns.toExecutor({ rootDir });
  const isChosen = (file) => onlyChanged || findRelatedTests || patterns.isMatch(file);
  // Both to their end: what has started must be known to the teardown, also when the other fails.
  const outcomes = await Promise.allSettled([setUpPostgres(), setUpKafka(isChosen)]);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

async function setUpPostgres() {
  if (process.env.MILLRACE_NO_POSTGRES === '1') return;
  if (process.env.TEST_DATABASE_URL) {
    process.env.MILLRACE_TEST_POSTGRES = process.env.TEST_DATABASE_URL;
    return;
  }
  // In watch mode Jest calls this before every round.
  const postgres = (globalThis.__millracePostgres ??= await startThrowAwayPostgres());
  process.env.MILLRACE_TEST_POSTGRES = postgres.adminUrl;
}

async function setUpKafka(isChosen) {
  if (whyNoKafkaSpecs() || !needKafka(isChosen)) return;
  if (process.env.TEST_KAFKA_BROKERS) {
    process.env.MILLRACE_TEST_KAFKA = process.env.TEST_KAFKA_BROKERS;
    return;
  }
  const kafka = (globalThis.__millraceKafka ??= await startThrowAwayKafka({ say: console.log }));
  process.env.MILLRACE_TEST_KAFKA = kafka.bootstrap;
}
