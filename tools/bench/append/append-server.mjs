import { eventLogMigrations } from '@millrace/event-store-postgres';
import { openBenchServer } from '../bench-server.mjs';

/** The log, and the baseline's table: defined as the log's, with the same indexes and constraints. */
export async function openAppendServer() {
  const server = await openBenchServer({ migrations: eventLogMigrations() });
  await server.admin.query('CREATE TABLE baseline (LIKE events INCLUDING ALL)');
  return {
    ...server,
    /** Every round starts with empty tables and nothing left to write back. */
    reset: async () => {
      await server.admin.query('TRUNCATE events, baseline');
      await server.admin.query('CHECKPOINT');
    },
  };
}
