import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, createTestDatabase, testPostgres } from './index.js';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase({ name: 'Testbed itself' });
});
afterAll(() => database.drop());

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('the owner creates, and the role names follow the database', async () => {
  await query(database.ownerUrl, `CREATE TABLE things (id int); GRANT INSERT ON things TO ${database.database}_runtime`);
  await query(database.runtimeUrl, 'INSERT INTO things VALUES (1)');
});

test.each(['runtimeUrl', 'readerUrl'] as const)('%s may not create anything', async (url) => {
  await expect(query(database[url], 'CREATE TABLE mine (id int)')).rejects.toThrow(/permission denied for schema public/);
  await expect(query(database[url], 'CREATE TEMP TABLE mine (id int)')).rejects.toThrow(/permission denied to create temporary tables/);
});

test('a role of one database cannot enter another', async () => {
  const other = await createTestDatabase({ name: 'other' });
  try {
    const url = new URL(database.ownerUrl);
    url.pathname = `/${other.database}`;
    await expect(query(url.href, 'SELECT 1')).rejects.toThrow(/permission denied for database/);
  } finally {
    await other.drop();
  }
});

test('drop ends sessions and leaves neither the database nor a role', async () => {
  const doomed = await createTestDatabase({ name: 'doomed' });
  const session = new pg.Client({ connectionString: doomed.runtimeUrl });
  const ended = new Promise((resolve) => session.on('error', resolve));
  await session.connect();
  await doomed.drop();
  await ended;
  const left = await query(
    testPostgres(),
    `SELECT datname FROM pg_database WHERE datname = '${doomed.database}'
     UNION ALL SELECT rolname FROM pg_roles WHERE rolname LIKE '${doomed.database}%'`,
  );
  expect(left).toEqual([]);
});
