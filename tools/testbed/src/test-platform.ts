import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, type Platform, preparePlatform } from '@millrace/launch/platform.mjs';
import { dropDatabases } from '@millrace/launch/provision.mjs';
import { testPostgres } from './test-database.js';

export interface TestPlatform extends Platform {
  /** Stops every process, drops every database, removes the logs. */
  remove(): Promise<void>;
}

/**
 * The real services in real processes, on databases of their own and free ports: what end-to-end specs work with. Nothing is started yet:
 * `await platform.startAll()`. They run what `npm run build` built; `npm test` does that first.
 */
export async function createTestPlatform({
  extra,
}: { extra?: Partial<Record<App | 'all', Record<string, string>>> } = {}): Promise<TestPlatform> {
  const adminUrl = testPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'millrace-platform-'));
  const platform = await preparePlatform({ adminUrl, folder, prefix: `t${randomBytes(4).toString('hex')}_`, ...(extra ? { extra } : {}) });
  return {
    ...platform,
    async remove() {
      await platform.stop();
      const names = Object.values(platform.databases).map(({ database }) => database);
      await dropDatabases(adminUrl, names);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
