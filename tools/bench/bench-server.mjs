import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startPostgres } from '@millrace/launch/postgres.mjs';
import { provision } from '@millrace/launch/provision.mjs';
import { createPool, runMigrations } from '@millrace/postgres';

/** A server as production runs it (it syncs to disk), in a folder that is removed at the end, with one database in which the migrations have run. */
export async function openBenchServer({ migrations }) {
  const folder = mkdtempSync(join(process.env.BENCH_FOLDER ?? '/var/tmp', 'millrace-bench-'));
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const postgres = await startPostgres({ folder, password: randomBytes(18).toString('base64url') });
  const close = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const { bench } = await provision(postgres.adminUrl, { services: ['bench'] });
    await runMigrations({ ownerUrl: bench.ownerUrl, migrations, lockName: 'bench' });
    const admin = createPool({ url: bench.adminUrl, max: 1, applicationName: 'bench admin', statementTimeoutMs: 120_000 });
    return {
      runtimeUrl: bench.runtimeUrl,
      readerUrl: bench.readerUrl,
      adminUrl: bench.adminUrl,
      admin,
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
