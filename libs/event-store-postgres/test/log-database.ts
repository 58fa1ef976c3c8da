import { runMigrations } from '@millrace/postgres';
import { createTestDatabase, type TestDatabase } from '@millrace/testbed';
import { eventLogMigrations } from '../src/event-log.migration.js';

/** For specs: a database of one's own with an empty log of four shards. */
export const createLogDatabase = async (name: string): Promise<TestDatabase> => {
  const database = await createTestDatabase({ name });
  await runMigrations({ ownerUrl: database.ownerUrl, migrations: eventLogMigrations({ shards: 4 }), lockName: 'log' });
  return database;
};
