import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '@millrace/testbed';
import type { Pool } from 'pg';
import { createPool } from './pool.js';
import { clientOf, type PostgresTransaction } from './transaction.js';
import { PostgresTransactor } from './transactor.js';

class Unknown extends Error {}

describe('PostgresTransactor', () => {
  let database: TestDatabase;
  let pool: Pool;
  let admin: Pool;
  let transactor: PostgresTransactor;
  beforeAll(async () => {
    database = await createTestDatabase({ name: 'transactor' });
    pool = createPool({ url: database.ownerUrl, max: 2, applicationName: 'spec', idleInTransactionTimeoutMs: 300 });
    admin = createPool({ url: database.adminUrl, max: 1, applicationName: 'spec admin' });
    transactor = new PostgresTransactor(pool, { around: (work) => work(), commitUnknown: (cause) => new Unknown('unknown', { cause }) });
    await pool.query('CREATE TABLE jars (id bigint PRIMARY KEY)');
  }, 60_000);
  afterAll(async () => {
    await Promise.all([pool.end(), admin.end()]);
    await database.drop();
  });

  const put = (id: number) => (tx: PostgresTransaction) => clientOf(tx).query('INSERT INTO jars VALUES ($1)', [id]);
  const has = async (id: number): Promise<boolean> => (await pool.query('SELECT FROM jars WHERE id = $1', [id])).rowCount === 1;
  const kill = (pid: number) => admin.query('SELECT pg_terminate_backend($1, 5000)', [pid]);
  const pidOf = async (tx: PostgresTransaction): Promise<number> =>
    (await clientOf(tx).query('SELECT pg_backend_pid() AS pid')).rows[0].pid;

  it('commits, then runs what waits for the commit', async () => {
    const order: string[] = [];
    const answer = await transactor.transaction(async (tx) => {
      tx.afterCommit(() => order.push('after'));
      await put(1)(tx);
      order.push('work');
      return 'done';
    });
    expect([answer, order, await has(1)]).toEqual(['done', ['work', 'after'], true]);
  });

  it('rolls back and passes the error on', async () => {
    const work = transactor.transaction(async (tx) => {
      tx.afterCommit(() => expect('afterCommit').toBe('not run'));
      await put(2)(tx);
      throw new RangeError('no');
    });
    await expect(work).rejects.toThrow(RangeError);
    expect(await has(2)).toBe(false);
  });

  it('does not mistake a commit of a failed transaction for a commit', async () => {
    const work = transactor.transaction(async (tx) => {
      await put(3)(tx);
      await put(3)(tx).catch(() => undefined);
    });
    await expect(work).rejects.toThrow('rolled back');
    expect(await has(3)).toBe(false);
  });

  it('passes on the loss of a connection as such when COMMIT was never sent', async () => {
    const work = transactor.transaction(async (tx) => {
      await put(4)(tx);
      const lost = new Promise((resolve) => clientOf(tx).once('end', resolve));
      await kill(await pidOf(tx));
      await lost;
    });
    await expect(work).rejects.not.toThrow(Unknown);
    expect(await has(4)).toBe(false);
  });

  it('calls the outcome unknown when the connection is lost while COMMIT is under way', async () => {
    const work = transactor.transaction(async (tx) => {
      await put(5)(tx);
      const client = clientOf(tx);
      const { stream } = (client as unknown as { connection: { stream: { destroy(): void } } }).connection;
      const query = client.query.bind(client) as (text: string) => Promise<unknown>;
      client.query = ((text: string) => {
        const answer = query(text);
        if (text === 'COMMIT') stream.destroy();
        return answer;
      }) as typeof client.query;
    });
    await expect(work).rejects.toThrow(Unknown);
  });

  it('is freed by the server when its process sits in a transaction', async () => {
    const work = transactor.transaction(async (tx) => {
      await put(6)(tx);
      await new Promise((resolve) => clientOf(tx).once('end', resolve)); // the server ends the session after 300 ms
    });
    await expect(work).rejects.toThrow();
    expect(await has(6)).toBe(false);
    await transactor.transaction(put(6));
    expect(await has(6)).toBe(true);
  });

  it('refuses handles of others, and its own once they have ended', async () => {
    expect(() => clientOf({ kind: 'in-memory' })).toThrow('in-memory');
    const ended = await transactor.transaction(async (tx) => tx);
    expect(() => clientOf(ended)).toThrow('ended');
  });

  it('survives the loss of idle connections', async () => {
    const { rows } = await pool.query('SELECT pg_backend_pid() AS pid');
    const removed = new Promise((resolve) => pool.once('remove', resolve));
    await kill(rows[0].pid);
    await removed;
    expect(await has(1)).toBe(true);
  });

  it('reads bigint as number, and refuses one that a number cannot hold', async () => {
    expect((await pool.query('SELECT 9007199254740991::bigint AS n')).rows[0].n).toBe(Number.MAX_SAFE_INTEGER);
    await expect(pool.query('SELECT 9007199254740993::bigint AS n')).rejects.toThrow('9007199254740993');
  });

  it('sets every timeout in the session', async () => {
    const { rows } = await pool.query<{ name: string; setting: string }>(
      "SELECT name, setting FROM pg_settings WHERE name ~ '^(statement|lock|transaction|idle_in_transaction_session)_timeout$' ORDER BY name",
    );
    expect(rows.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      'idle_in_transaction_session_timeout=300',
      'lock_timeout=5000',
      'statement_timeout=30000',
      'transaction_timeout=30000',
    ]);
  });
});
