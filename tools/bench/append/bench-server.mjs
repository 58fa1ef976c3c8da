import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { eventLogMigrations } from '@millrace/event-store-postgres';
import { startPostgres } from '@millrace/launch/postgres.mjs';
import { provision } from '@millrace/launch/provision.mjs';
import { createPool, runMigrations } from '@millrace/postgres';

/**
 * A server as production runs it (it syncs to disk), in a folder that is removed at the end, with one database: the log, and the baseline's table,
 * defined as the log's, with the same indexes and constraints.
 */
export async function openBenchServer() {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? '/var/tmp', 'millrace-bench-'));
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const postgres = await startPostgres({ folder, password: randomBytes(18).toString('base64url') });
  const close = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { bench } = await provision(postgres.adminUrl, { services: ['bench'] });
    await runMigrations({ ownerUrl: bench.ownerUrl, migrations: eventLogMigrations(), lockName: 'bench' });
    const admin = createPool({ url: bench.adminUrl, max: 1, applicationName: 'bench admin', statementTimeoutMs: 120_000 });
    await admin.query('CREATE TABLE baseline (LIKE events INCLUDING ALL)');
    return {
      runtimeUrl: bench.runtimeUrl,
      adminUrl: bench.adminUrl,
      /** Every round starts with empty tables and nothing left to write back. */
      reset: async () => {
        await admin.query('TRUNCATE events, baseline');
        await admin.query('CHECKPOINT');
      },
      close: async () => {
        await admin.end();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
