import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SecretsFile } from './data-folder.mjs';
import { startPostgres, stopOrphan } from './postgres.mjs';

/** Not 5432: that is where a PostgreSQL of your own would be. */
const preferredPort = 54320;

/**
 * The PostgreSQL of a run: your own, or the one from npm on the data folder.
 * @param {{ data: import('./data-folder.mjs').DataFolder, external?: string, fresh?: boolean, say: (text: string) => void }} options
 * @returns {Promise<{ adminUrl: string, prefix: string, secrets: SecretsFile, postgres?: import('./postgres.mjs').RunningPostgres, logFile?: string }>}
 */
export async function openDatabase({ data, external, fresh = false, say }) {
  if (external) {
    if (fresh)
      throw new Error(
        '--fresh deletes the data of the PostgreSQL from npm; in your own (DATABASE_URL) drop the databases millrace_* yourself, ' +
          `and delete ${data.kafkaFolder} with them`,
      );
    say('PostgreSQL: yours, from DATABASE_URL');
    return { adminUrl: external, prefix: 'millrace_', secrets: new SecretsFile(data.path) };
  }
  const { folder, moved } = data.postgresFolder();
  if (moved) say(`this folder is closed to the user that PostgreSQL runs as for root; its data go to ${folder}`);
  if (fresh) {
    await stopOrphan(join(folder, 'cluster'), say);
    data.wipe();
    say('earlier data deleted (--fresh)');
  }
  const secrets = new SecretsFile(folder);
  if (!secrets.values.superuser && existsSync(join(folder, 'cluster'))) {
    throw new Error(
      `${folder}/secrets.json is gone, and with it the password of the data there. Put it back, or begin anew: npm start -- --fresh`,
    );
  }
  const password = secrets.secret('superuser');
  secrets.save();
  const logFile = join(folder, 'postgres.log');
  const postgres = await startPostgres({ folder, password, preferredPort, logFile, say });
  say(`PostgreSQL ready on 127.0.0.1:${postgres.port}${postgres.created ? ' (new data)' : ''}`);
  return { adminUrl: postgres.adminUrl, prefix: '', secrets, postgres, logFile };
}
