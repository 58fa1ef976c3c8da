import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { databaseUrl, dropDatabases, provision } from './provision.mjs';

const superuserUrl = process.env.MILLRACE_TEST_POSTGRES;
const suffix = randomBytes(4).toString('hex');
const admin = `provision_admin_${suffix}`;
const prefix = `p${suffix}_`;
const services = ['orders', 'payments'];
const databases = services.map((service) => `${prefix}${service}`);
let adminUrl;

async function query(url, sql, values) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}

/** What a hosted PostgreSQL gives: an admin that is no superuser. */
beforeAll(async () => {
  await query(superuserUrl, `CREATE ROLE ${admin} LOGIN CREATEDB CREATEROLE PASSWORD 'x'`);
  adminUrl = databaseUrl(superuserUrl, 'postgres', admin, 'x');
});
afterAll(async () => {
  await dropDatabases(superuserUrl, databases);
  await query(superuserUrl, `DROP OWNED BY ${admin}; DROP ROLE ${admin}`);
});

test('an ordinary admin provisions, again without harm, and new passwords take the place of lost ones', async () => {
  const secrets = {};
  const first = await provision(adminUrl, { services, prefix, secrets });
  await query(first.orders.ownerUrl, 'CREATE TABLE kept (id int)');
  expect(await provision(adminUrl, { services, prefix, secrets })).toEqual(first);

  const afterLoss = await provision(adminUrl, { services, prefix });
  expect(afterLoss.orders.ownerUrl).not.toBe(first.orders.ownerUrl);
  expect(await query(afterLoss.orders.ownerUrl, 'SELECT * FROM kept')).toEqual([]);
  await expect(query(first.orders.ownerUrl, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
}, 30_000);

test('it drops what it made, although sessions are open', async () => {
  const { payments } = await provision(adminUrl, { services: ['payments'], prefix });
  const session = new pg.Client({ connectionString: payments.runtimeUrl });
  session.on('error', () => {});
  await session.connect();
  await dropDatabases(adminUrl, databases);
  expect(await query(superuserUrl, 'SELECT datname FROM pg_database WHERE datname = ANY($1)', [databases])).toEqual([]);
  expect(await query(superuserUrl, 'SELECT rolname FROM pg_roles WHERE starts_with(rolname, $1)', [prefix])).toEqual([]);
}, 30_000);

test('a role that may create nothing is told what it lacks', async () => {
  const { orders } = await provision(adminUrl, { services: ['orders'], prefix });
  await expect(provision(orders.runtimeUrl, { services: ['x'], prefix })).rejects.toThrow(/needs CREATEDB and CREATEROLE/);
}, 30_000);
