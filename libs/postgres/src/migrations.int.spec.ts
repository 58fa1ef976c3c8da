import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@millrace/testbed';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createPool } from './pool.js';
import { MigrationsFailed, runMigrations } from './migrations.js';

class CreateJars1700000000001 implements MigrationInterface {
  readonly name = 'CreateJars1700000000001';
  async up(session: QueryRunner): Promise<void> {
    await session.query('CREATE TABLE jars (id integer PRIMARY KEY)');
    await session.query('SELECT pg_sleep(0.2)'); // long enough for the other run to be in the middle of it, were there no lock
  }
  async down(): Promise<void> {}
}

class FillJars1700000000002 implements MigrationInterface {
  readonly name = 'FillJars1700000000002';
  async up(session: QueryRunner): Promise<void> {
    await session.query('INSERT INTO jars VALUES (1)');
  }
  async down(): Promise<void> {}
}

class BreakJars1700000000003 implements MigrationInterface {
  readonly name = 'BreakJars1700000000003';
  async up(session: QueryRunner): Promise<void> {
    await session.query('INSERT INTO jars VALUES (2)');
    await session.query('INSERT INTO nowhere VALUES (1)');
  }
  async down(): Promise<void> {}
}

describe('runMigrations', () => {
  let database: TestDatabase;
  beforeAll(async () => void (database = await createTestDatabase({ name: 'migrations' })), 60_000);
  afterAll(() => database.drop());

  const jars = async (): Promise<number[]> => {
    const pool = createPool({ url: database.ownerUrl, max: 1, applicationName: 'spec' });
    const { rows } = await pool.query<{ id: number }>('SELECT id FROM jars ORDER BY id');
    await pool.end();
    return rows.map(({ id }) => id);
  };

  it('runs each migration once when several copies start together', async () => {
    const request = { ownerUrl: database.ownerUrl, migrations: [CreateJars1700000000001, FillJars1700000000002], lockName: 'jars' };
    const runs = await Promise.all([runMigrations(request), runMigrations(request), runMigrations(request)]);
    expect(runs.flat()).toEqual(['CreateJars1700000000001', 'FillJars1700000000002']);
    expect(await jars()).toEqual([1]);
    expect(await runMigrations(request)).toEqual([]);
  });

  it('leaves nothing of a migration that fails, says which lock and why, and frees the lock', async () => {
    const request = { ownerUrl: database.ownerUrl, migrations: [BreakJars1700000000003], lockName: 'jars' };
    const failure = await runMigrations(request).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MigrationsFailed);
    expect((failure as Error).message).toMatch(/'jars'.*nowhere/);
    expect(await jars()).toEqual([1]);
    await expect(runMigrations({ ...request, lockTimeoutMs: 500 })).rejects.toThrow('nowhere');
  });

  it('says so when the database cannot be reached', async () => {
    const nowhere = { ownerUrl: 'postgres://nobody:x@127.0.0.1:1/none', migrations: [], lockName: 'jars' };
    await expect(runMigrations(nowhere)).rejects.toThrow(MigrationsFailed);
  });
});
