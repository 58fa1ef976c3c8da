import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Recorded } from '@millrace/decider';
import { createPool } from '@millrace/postgres';
import type { TestDatabase } from '@millrace/testbed';
import type { Pool } from 'pg';
import { ChaosWriter, randomFrom } from '../test/chaos-writers.js';
import { createLogDatabase } from '../test/log-database.js';
import { catalogue } from '../test/sample-requests.js';
import { createTransactor, PostgresEventStore } from './index.js';

const writersPerStore = 10;
const runForMs = 4_000;
const seed = Number(process.env.CHAOS_SEED ?? Date.now() % 1_000_000);

describe(`readers that tail the log while writers race, roll back and are killed (CHAOS_SEED=${seed})`, () => {
  let database: TestDatabase;
  let admin: Pool;
  let pool: Pool;
  let stores: PostgresEventStore[];
  beforeAll(async () => {
    database = await createLogDatabase('tailing');
    admin = createPool({ url: database.adminUrl, max: 1, applicationName: 'spec admin' });
    pool = createPool({ url: database.runtimeUrl, max: writersPerStore, applicationName: 'notes transactions' });
    const connect = () => PostgresEventStore.connect({ url: database.runtimeUrl, service: 'notes', catalogue });
    stores = [await connect(), await connect()]; // as two processes of one service
  }, 60_000);
  afterAll(async () => {
    await Promise.all([admin.end(), pool.end(), ...stores.map((store) => store.close())]);
    await database.drop();
  });

  it('see every shard dense, in order and complete, and nothing twice', async () => {
    const random = randomFrom(seed);
    const streams = Array.from({ length: 8 }, (_, index) => `note-${index}`);
    const transactor = createTransactor(pool);
    const writers = stores.flatMap((store) =>
      Array.from({ length: writersPerStore }, () => new ChaosWriter(store, transactor, randomFrom(random() * 2 ** 32), streams)),
    );
    const endsAt = performance.now() + runForMs;
    const isOver = () => performance.now() >= endsAt;
    const writing = Promise.all(writers.map((writer) => writer.run(isOver)));
    let written = false;
    const tails = [0, 1, 0].map((at) => tail(stores[at]!, () => written));
    const [killed] = await Promise.all([killSessions(admin, random, isOver), writing]);
    written = true;

    const logs = await Promise.all(tails);
    for (const log of logs) expectDense(log);
    const [full] = logs;
    for (const log of logs) expect(log.map(({ eventId }) => eventId).sort()).toEqual(full!.map(({ eventId }) => eventId).sort());
    expectFates(writers, full!);
    expect(writers.flatMap(({ unexplained }) => unexplained)).toEqual([]);
    const conflicts = writers.flatMap((writer) => writer.conflicts);
    for (const { expected, actual } of conflicts) expect(actual).toBeGreaterThan(expected as number); // versions only grow
    expect(killed).toBeGreaterThan(10);
    expect(conflicts.length).toBeGreaterThan(10);
    expect(full!.length).toBeGreaterThan(200);
  }, 30_000);
});

/** Reads on until the writers are done and nothing is left; a read that fails is simply tried again. */
const tail = async (store: PostgresEventStore, written: () => boolean): Promise<Recorded[]> => {
  const log: Recorded[] = [];
  const cursors = Array.from({ length: store.shards }, (_, shard) => ({ shard, after: 0 }));
  for (;;) {
    const last = written();
    const events = await store.read(cursors, 50).catch(() => undefined);
    for (const event of events ?? []) {
      log.push(event);
      cursors[event.shard]!.after = event.position;
    }
    if (last && events?.length === 0) return log;
    if (!events?.length) await new Promise((resolve) => setImmediate(resolve));
  }
};

const expectDense = (log: readonly Recorded[]): void => {
  const [positions, versions] = [new Map<number, number>(), new Map<string, number>()];
  for (const { shard, position, streamId, version } of log) {
    expect([shard, position]).toEqual([shard, (positions.get(shard) ?? 0) + 1]);
    expect([streamId, version]).toEqual([streamId, (versions.get(streamId) ?? 0) + 1]);
    positions.set(shard, position);
    versions.set(streamId, version);
  }
};

/** What was acknowledged is there, what was refused or rolled back is not, and each command's events are there all or not at all, once. */
const expectFates = (writers: readonly ChaosWriter[], log: readonly Recorded[]): void => {
  expect(new Set(log.map(({ eventId }) => eventId)).size).toBe(log.length);
  const written = new Set(log.map(({ metadata }) => metadata.commandId));
  for (const { fates } of writers)
    for (const [commandId, fate] of fates)
      if (fate !== 'unknown') expect([commandId, written.has(commandId)]).toEqual([commandId, fate === 'appended']);
};

const killSessions = async (admin: Pool, random: () => number, isOver: () => boolean): Promise<number> => {
  let killed = 0;
  while (!isOver()) {
    await pause(random() * 80);
    const { rowCount } = await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name LIKE 'notes %' ORDER BY random() LIMIT 1`,
    );
    killed += rowCount ?? 0;
  }
  return killed;
};
