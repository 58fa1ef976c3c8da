import { randomBytes } from 'node:crypto';
import { type ProvisionedDatabase, dropDatabases, provision } from '@millrace/launch/provision.mjs';

export interface TestDatabase extends ProvisionedDatabase {
  /** Ends all sessions, drops the database and its roles. */
  drop(): Promise<void>;
}

/** The admin URL of this run's PostgreSQL. */
export function testPostgres(): string {
  const url = process.env.MILLRACE_TEST_POSTGRES;
  if (!url) {
    throw new Error(
      'This spec needs PostgreSQL and there is none: MILLRACE_NO_POSTGRES is set, or Jest runs without tools/testbed/global-setup.mjs',
    );
  }
  return url;
}

/**
 * A database of one's own with the three roles that a service has (owner, runtime, reader) and nothing in it: run the migrations with
 * `ownerUrl`, the code under test with `runtimeUrl`. Files that run at the same time never meet.
 */
export async function createTestDatabase({ name = 'db' }: { name?: string } = {}): Promise<TestDatabase> {
  const adminUrl = testPostgres();
  // 63 bytes is the longest name PostgreSQL keeps, and `_runtime` comes after this.
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 30);
  const database = `test_${readable}_${randomBytes(6).toString('hex')}`;
  const { [database]: provisioned } = await provision(adminUrl, { services: [database] });
  if (!provisioned) throw new Error(`${database} was not provisioned`);
  return { ...provisioned, drop: () => dropDatabases(adminUrl, [database]) };
}
