import { randomUUID } from 'node:crypto';
import { CommandExecutor, HybridLogicalClock } from '@millrace/event-store';
import { createTransactor, PostgresEventStore } from '@millrace/event-store-postgres';
import { createPool } from '@millrace/postgres';
import { PostgresDocumentTable, projectionConsumer } from '@millrace/projections';
import { PostgresDueWork, PostgresParkedStore, PostgresWatermarks, SubscriptionRunner } from '@millrace/subscriptions';
import { DirectPublishedLog } from '@millrace/transport-direct';
import { KafkaTransport } from '@millrace/transport-kafka';
import { tellRetry } from '../figures.mjs';
import { service } from './filled-log.mjs';
import { catalogue } from './sample-order.mjs';
import { countStatements } from './count-statements.mjs';

const columns = [
  { name: 'order_id', property: 'orderId', type: 'text' },
  { name: 'lines', property: 'lines', type: 'integer' },
  { name: 'total', property: 'total', type: 'bigint' },
];

/** How many lines an order has, and what they cost. */
const orderTotals = {
  name: 'order-totals',
  version: 1,
  keys: { OrderLineAdded: ({ data }) => data.orderId },
  evolve: (document, { data }, orderId) => ({
    orderId,
    lines: (document?.lines ?? 0) + 1,
    total: (document?.total ?? 0) + data.quantity * data.price.amount,
  }),
};

/** The table of the projection, empty; anew for each run. */
export async function freshTable(log) {
  await log.admin.query(`DROP TABLE IF EXISTS order_totals`);
  await log.admin.query(`CREATE TABLE order_totals (order_id text COLLATE "C" PRIMARY KEY, lines integer NOT NULL, total bigint NOT NULL)`);
  await log.admin.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON order_totals TO bench_runtime`);
}

/**
 * Ours, as a service runs it: a subscription over Kafka, its watermarks and its documents in PostgreSQL. Answers the seconds from its start until everything
 * is committed, and the SQL statements of this process meanwhile.
 */
export async function projectAll(log, brokers, prefix) {
  const pool = createPool({ url: log.runtimeUrl, max: 4, applicationName: 'bench consumers' });
  const store = await PostgresEventStore.connect({ url: log.runtimeUrl, service, catalogue });
  const ends = await store.heads();
  const published = new DirectPublishedLog({ service, url: log.readerUrl, connections: 1 });
  const finished = Promise.withResolvers();
  const transport = new KafkaTransport({
    settings: { brokers, clientId: 'totals', prefix },
    logs: [published],
    tools: { onError: tellRetry },
  });
  const transactor = createTransactor(pool);
  const clock = new HybridLogicalClock(Date.now);
  const table = new PostgresDocumentTable({ table: 'order_totals', key: columns[0], columns });
  const runner = new SubscriptionRunner(
    { name: `order-totals-${randomUUID()}`, sources: [service], consumers: [projectionConsumer(orderTotals, table)] },
    {
      transactor: {
        transaction: async (work) => {
          const result = await transactor.transaction(work);
          if (runner.progress.applied.covers(ends)) finished.resolve();
          return result;
        },
      },
      executor: new CommandExecutor({ store, transactor, now: Date.now, newId: randomUUID, clock }),
      transport,
      assignment: { shards: () => new Set(), onChange: () => () => {} }, // the group shares the shards out
      watermarks: new PostgresWatermarks(pool),
      dueWork: new PostgresDueWork(pool),
      parked: new PostgresParkedStore(pool),
      clock,
      onError: (_, error) => tellRetry(error),
    },
  );
  const statements = countStatements();
  try {
    const begun = performance.now();
    runner.start();
    await finished.promise;
    return { seconds: (performance.now() - begun) / 1000, statements: statements.count };
  } finally {
    statements.stop();
    await runner.stop();
    await transport.close();
    await store.close();
    await pool.end();
  }
}
