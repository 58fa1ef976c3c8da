import { afterAll, beforeAll } from '@jest/globals';
import { Crowd, CuttableProxy, discoveryContract, type DiscoverySubject } from '@millrace/discovery/contract';
import { createPool, runMigrations } from '@millrace/postgres';
import { createTestDatabase, type TestDatabase } from '@millrace/testbed';
import { CreateServiceInstances1764000000030, PostgresDiscovery } from './index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ name: 'discovery' });
  await runMigrations({ ownerUrl: database.ownerUrl, migrations: [CreateServiceInstances1764000000030], lockName: 'discovery' });
});
afterAll(() => database.drop());

const open = async (): Promise<DiscoverySubject> => {
  const direct = new URL(database.runtimeUrl);
  const proxy = new CuttableProxy({ host: direct.hostname, port: Number(direct.port) });
  await proxy.heal();
  const url = new URL(direct);
  url.port = String(proxy.port);
  const times = { ttlMs: 1_500, pollMs: 50 };
  const everybody = new PostgresDiscovery({ url: direct.href, ...times });
  const crowd = new Crowd(everybody);
  const forget = async (): Promise<void> => {
    const pool = createPool({ url: direct.href, max: 1, applicationName: 'spec' });
    await pool.query('DELETE FROM service_instances');
    await pool.end();
  };
  return {
    open: (process) => new PostgresDiscovery({ url: url.href, ...times, ...process }),
    have: (instances) => crowd.have(instances),
    cut: () => proxy.cut(),
    heal: () => proxy.heal(),
    forget,
    close: async () => {
      await everybody.close();
      await proxy.cut();
      await forget();
    },
  };
};

discoveryContract('PostgreSQL', open, { registers: true, changes: true });
