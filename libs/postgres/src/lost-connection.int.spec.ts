import { createTestDatabase, type TestDatabase } from '@millrace/testbed';
import { createPool } from './pool.js';

describe('a pool whose connection is lost', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createTestDatabase()));
  afterAll(() => database.drop());

  it('does not end the process, also while the connection is checked out and idle', async () => {
    const pool = createPool({ url: database.runtimeUrl, max: 2, applicationName: 'spec' });
    const admin = createPool({ url: database.adminUrl, max: 1, applicationName: 'admin' });
    const client = await pool.connect();
    const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    const lost = new Promise((resolve) => client.once('end', resolve));
    await admin.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
    await lost; // with nobody listening for 'error', the process would be gone by now
    await expect(client.query('SELECT 1')).rejects.toThrow();
    client.release(true);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await Promise.all([pool.end(), admin.end()]);
  });
});
