import { eventLogMigrations, PostgresEventStore } from '@millrace/event-store-postgres';
import { runMigrations } from '@millrace/postgres';
import { createTestDatabase } from '@millrace/testbed';
import { type SubjectFactory, transportContract } from '@millrace/transport/contract';
import { TailingTransport } from '@millrace/transport';
import { DirectPublishedLog } from './direct-published-log.js';

const minutes = 60_000;

const direct: SubjectFactory = async ({ service, shards, catalogue, wakeUp, bounds }) => {
  const database = await createTestDatabase({ name: 'direct' });
  await runMigrations({ ownerUrl: database.ownerUrl, lockName: service, migrations: eventLogMigrations({ shards }) });
  const store = await PostgresEventStore.connect({ url: database.runtimeUrl, service, catalogue });
  const log = new DirectPublishedLog({ service, url: database.readerUrl });
  if (wakeUp === 'polling') log.onAppended = () => () => undefined;
  const times = wakeUp === 'hints' ? { minPollMs: 10 * minutes, maxPollMs: 10 * minutes } : {};
  const transport = new TailingTransport({ name: 'direct', logs: [log], times, ...(bounds && { bounds }) });
  return {
    store,
    transport,
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
};

transportContract('direct', direct, { followsAssignment: true, hintsAndPolling: true, bounds: true, privateEvents: false });
