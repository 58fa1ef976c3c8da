/**
 * Databases and roles of the services: one database each, and for each three roles whose names derive from the DATABASE's name,
 * because migrations grant to `current_database() || '_runtime'`:
 *   <db>_owner    owns the database, runs its migrations
 *   <db>_runtime  what the service works as; may do what the migrations grant, never more
 *   <db>_reader   what other services follow the published log as
 * Idempotent. Works as a superuser and as an ordinary role with CREATEDB and CREATEROLE.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export const ROLES = ['owner', 'runtime', 'reader'];
const oldestSupported = 150000;

const quoteName = (name) => pg.escapeIdentifier(name);
const quoteText = (text) => pg.escapeLiteral(text);

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {}); // a connection lost while idle shows at the next query
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

export function databaseUrl(adminUrl, database, user, password) {
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  if (user) [url.username, url.password] = [encodeURIComponent(user), encodeURIComponent(password)];
  return url.href;
}

async function inspect(client) {
  const { rows } = await client.query(`
    SELECT current_setting('server_version_num')::int AS version, r.rolsuper AS superuser, r.rolcreatedb AND r.rolcreaterole AS able
    FROM pg_roles r WHERE r.rolname = current_user`);
  const [{ version, superuser, able }] = rows;
  if (version < oldestSupported) throw new Error(`PostgreSQL 15 or later is needed; this is ${version}`);
  if (!superuser && !able) throw new Error('The admin role needs CREATEDB and CREATEROLE (or superuser) to create databases and roles');
  return { superuser };
}

async function ensureRole(client, role, password, superuser) {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  // The password is set again: the secrets file may be newer than the role.
  await client.query(`${rowCount ? 'ALTER' : 'CREATE'} ROLE ${quoteName(role)} LOGIN PASSWORD ${quoteText(password)}`);
  // To give a database to a role, and to end its sessions, one must be a member. Since PostgreSQL 16 creating a role is not enough.
  if (!superuser) await client.query(`GRANT ${quoteName(role)} TO CURRENT_USER`);
}

async function ensureDatabase(client, database, owner) {
  const { rows } = await client.query('SELECT pg_get_userbyid(datdba) AS owner FROM pg_database WHERE datname = $1', [database]);
  if (rows.length === 0) await client.query(`CREATE DATABASE ${quoteName(database)} OWNER ${quoteName(owner)}`);
  else if (rows[0].owner !== owner) await client.query(`ALTER DATABASE ${quoteName(database)} OWNER TO ${quoteName(owner)}`);
}

async function provisionDatabase(adminUrl, database, passwords) {
  const [owner, runtime, reader] = ROLES.map((role) => `${database}_${role}`);
  const urlOf = (role) => databaseUrl(adminUrl, database, role, passwords[role]);
  await withClient(adminUrl, async (client) => {
    const { superuser } = await inspect(client);
    for (const role of [owner, runtime, reader]) {
      passwords[role] ??= randomBytes(18).toString('base64url');
      await ensureRole(client, role, passwords[role], superuser);
    }
    await ensureDatabase(client, database, owner);
    await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${quoteName(database)} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${quoteName(database)} TO ${[owner, runtime, reader].map(quoteName).join(', ')}`);
  });
  // As the owner: since PostgreSQL 15 the schema `public` belongs to whoever owns the database.
  await withClient(urlOf(owner), (client) =>
    client.query(`
      REVOKE CREATE ON SCHEMA public FROM PUBLIC;
      GRANT USAGE ON SCHEMA public TO ${quoteName(runtime)}, ${quoteName(reader)};`),
  );
  return {
    database,
    adminUrl: databaseUrl(adminUrl, database),
    ownerUrl: urlOf(owner),
    runtimeUrl: urlOf(runtime),
    readerUrl: urlOf(reader),
  };
}

/**
 * @param {string} adminUrl a URL that may create databases and roles
 * @param {{ services: readonly string[], prefix?: string, secrets?: { passwords?: Record<string, string> } }} options
 *   `secrets` is filled with the passwords of the roles; keep it, and hand it in again
 * @returns {Promise<Record<string, import('./provision.mjs').ProvisionedDatabase>>} by service
 */
export async function provision(adminUrl, { services, prefix = '', secrets = {} }) {
  secrets.passwords ??= {};
  const entries = await Promise.all(
    services.map(async (service) => [service, await provisionDatabase(adminUrl, `${prefix}${service}`, secrets.passwords)]),
  );
  return Object.fromEntries(entries);
}

/** Ends the sessions of these databases, drops them and their roles. What does not exist is not missed. */
export async function dropDatabases(adminUrl, databases) {
  await withClient(adminUrl, async (client) => {
    for (const database of databases) {
      await client.query(`DROP DATABASE IF EXISTS ${quoteName(database)} WITH (FORCE)`);
      await client.query(`DROP ROLE IF EXISTS ${ROLES.map((role) => quoteName(`${database}_${role}`)).join(', ')}`);
    }
  });
}
