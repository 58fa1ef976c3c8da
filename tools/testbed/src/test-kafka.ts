import { type RunningKafka } from '@millrace/launch/kafka/cluster.mjs';
import { startThrowAwayKafka } from '@millrace/launch/kafka/throw-away.mjs';

/** The brokers of this run's Kafka, host:port,…; all spec files share it: take topic and group names of your own, and delete the topics. */
export function testKafka(): string {
  const brokers = process.env.MILLRACE_TEST_KAFKA;
  if (!brokers) {
    throw new Error(
      'This spec needs Kafka and there is none: is it named *.kafka.spec.ts (others must not count on a broker), and does Jest run with ' +
        'tools/testbed/global-setup.mjs?',
    );
  }
  return brokers;
}

export type TestCluster = RunningKafka;

/** A cluster of a spec's own, whose brokers it may kill, freeze and wipe. The spec stops it; nothing of it is left then. */
export function createTestCluster({ brokers = 1 }: { brokers?: 1 | 3 } = {}): Promise<TestCluster> {
  return startThrowAwayKafka({ brokers });
}
