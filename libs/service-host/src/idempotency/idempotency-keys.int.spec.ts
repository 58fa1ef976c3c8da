import { randomUUID } from 'node:crypto';
import { createPool, runMigrations } from '@millrace/postgres';
import { createTestDatabase, type TestDatabase } from '@millrace/testbed';
import type { Pool } from 'pg';
import { CreateIdempotencyKeys1764000000003 } from './create-idempotency-keys.migration.js';
import type { Attempt, Claim, IdempotencyKeys } from './idempotency-keys.js';
import { InMemoryIdempotencyKeys } from './in-memory-idempotency-keys.js';
import { PostgresIdempotencyKeys } from './postgres-idempotency-keys.js';

const request = (change: object = {}) => ({ id: randomUUID(), fingerprint: 'what was asked', commandId: randomUUID(), ...change });
const answer = { status: 202, headers: { location: '/api/orders/1' }, body: '{ "a" : "\\u0000 ü" }' };
const claimed = (claim: Claim): Attempt => {
  if (claim.kind !== 'claimed') throw new Error(`was not claimed but ${claim.kind}`);
  return claim.attempt;
};

let database: TestDatabase;
const pools: Pool[] = [];
const copyOf = (options: { lifeMs?: number; longestMs?: number } = {}): { keys: IdempotencyKeys; pool: Pool } => {
  const pool = createPool({ url: database.runtimeUrl, max: 1, applicationName: 'keys' });
  pools.push(pool);
  const onError = (error: unknown): never => {
    throw error;
  };
  return { keys: new PostgresIdempotencyKeys({ pool, onError, ...options }), pool };
};
beforeAll(async () => {
  database = await createTestDatabase({ name: 'keys' });
  await runMigrations({ ownerUrl: database.ownerUrl, migrations: [CreateIdempotencyKeys1764000000003], lockName: 'spec' });
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database?.drop();
});

describe.each([
  ['in memory', () => new InMemoryIdempotencyKeys(Date.now)],
  ['in PostgreSQL', () => copyOf().keys],
])('keys %s', (_, open) => {
  let keys: IdempotencyKeys;
  beforeAll(() => void (keys = open()));

  it('let one of many equal requests through', async () => {
    const wanted = request();
    const claims = await Promise.all(Array.from({ length: 20 }, () => keys.claim({ ...wanted, commandId: randomUUID() })));
    expect(claims.map(({ kind }) => kind).sort()).toEqual(['claimed', ...Array.from({ length: 19 }, () => 'running')]);
  });

  it('give the first answer again, byte for byte', async () => {
    const wanted = request();
    const attempt = claimed(await keys.claim(wanted));
    expect(attempt).toEqual({ id: wanted.id, commandId: wanted.commandId, number: 1 });
    expect(await keys.keep(attempt, answer)).toEqual(answer);
    expect(await keys.claim({ ...wanted, commandId: randomUUID() })).toEqual({ kind: 'answered', answer });
  });

  it('tell another request apart, while the first runs and afterwards', async () => {
    const wanted = request();
    const attempt = claimed(await keys.claim(wanted));
    const other = { ...wanted, fingerprint: 'something else' };
    expect(await keys.claim(other)).toEqual({ kind: 'other-request' });
    await keys.keep(attempt, answer);
    expect(await keys.claim(other)).toEqual({ kind: 'other-request' });
  });

  it('go on with the same command when nothing was answered', async () => {
    const wanted = request();
    await keys.release(claimed(await keys.claim(wanted)));
    const again = claimed(await keys.claim({ ...wanted, commandId: randomUUID() }));
    expect(again).toEqual({ id: wanted.id, commandId: wanted.commandId, number: 2 });
  });

  it('keep many at once apart', async () => {
    const attempts = await Promise.all(Array.from({ length: 50 }, async () => claimed(await keys.claim(request()))));
    const bodies = await Promise.all(attempts.map((attempt, index) => keys.keep(attempt, { ...answer, body: String(index) })));
    expect(bodies.map((kept) => kept?.body)).toEqual(attempts.map((_, index) => String(index)));
  });
});

describe('keys of several copies of a service', () => {
  it('are the same keys', async () => {
    const [one, two, wanted] = [copyOf().keys, copyOf().keys, request()];
    const attempt = claimed(await one.claim(wanted));
    expect(await two.claim(wanted)).toEqual({ kind: 'running' });
    await one.keep(attempt, answer);
    expect(await two.claim(wanted)).toEqual({ kind: 'answered', answer });
  });

  it('are free at once when the one who claimed them dies', async () => {
    const [one, two, wanted] = [copyOf(), copyOf().keys, request()];
    await one.keys.claim(wanted);
    const [session] = (await one.pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
    const killer = createPool({ url: database.adminUrl, max: 1, applicationName: 'killer' });
    pools.push(killer);
    await killer.query('SELECT pg_terminate_backend($1, 5000)', [session!.pid]);
    expect(claimed(await two.claim(wanted))).toMatchObject({ commandId: wanted.commandId, number: 2 });
  });

  it('have one first answer, also when one that was thought dead comes back', async () => {
    const [one, two, wanted] = [copyOf().keys, copyOf({ longestMs: 0 }).keys, request()];
    const slow = claimed(await one.claim(wanted));
    const quick = claimed(await two.claim(wanted));
    expect(await one.keep(slow, { ...answer, body: 'too late, and too early' })).toBeUndefined();
    await two.keep(quick, answer);
    expect(await one.keep(slow, { ...answer, body: 'too late' })).toEqual(answer);
  });

  it('are new ones after their life', async () => {
    const [one, two, wanted] = [copyOf().keys, copyOf({ lifeMs: 0 }).keys, request()];
    await one.keep(claimed(await one.claim(wanted)), answer);
    const later = request({ id: wanted.id, fingerprint: 'something else' });
    expect(claimed(await two.claim(later))).toEqual({ id: wanted.id, commandId: later.commandId, number: 1 });
  });
});
