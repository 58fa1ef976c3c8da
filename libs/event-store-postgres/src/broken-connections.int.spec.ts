import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { StoreUnavailable } from '@millrace/event-store';
import { createPool } from '@millrace/postgres';
import type { TestDatabase } from '@millrace/testbed';
import type { Pool } from 'pg';
import { CuttingProxy } from '../test/cutting-proxy.js';
import { createLogDatabase } from '../test/log-database.js';
import { catalogue, noting } from '../test/sample-requests.js';
import { PostgresEventStore } from './index.js';

describe('a connection that breaks while an append is under way', () => {
  let database: TestDatabase;
  let admin: Pool;
  let proxy: CuttingProxy;
  let store: PostgresEventStore;
  beforeAll(async () => {
    database = await createLogDatabase('broken');
    admin = createPool({ url: database.adminUrl, max: 2, applicationName: 'spec admin' });
  }, 60_000);
  afterAll(async () => {
    await admin.end();
    await database.drop();
  });
  beforeEach(async () => {
    proxy = await CuttingProxy.before(database.runtimeUrl);
    store = await PostgresEventStore.connect({ url: proxy.url, service: 'notes', catalogue, giveUpAfterMs: 2_000 });
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  const counted = async (commandId: string): Promise<number> =>
    (await admin.query<{ n: number }>("SELECT count(*) AS n FROM events WHERE metadata ->> 'commandId' = $1", [commandId])).rows[0]!.n;

  for (const message of ['lost', 'answered'] as const)
    for (const expected of ['none', 'any', 0] as const)
      it(`appends once when ${expected} was expected and the message was ${message}`, async () => {
        const streamId = `note-${message}-${expected}`;
        const [mine, neighbour] = [noting(streamId, expected, ['cut here', 2]), noting(`note-beside-${streamId}`, 'any')];
        proxy.cutOnce({ when: 'cut here', message });
        const [[outcome], [beside]] = await Promise.all([store.append([mine]), store.append([neighbour])]);
        expect(proxy.timesCut).toBe(1);
        expect([outcome!.kind, beside!.kind]).toEqual(['appended', 'appended']);
        expect([await counted(mine.commandId), await counted(neighbour.commandId)]).toEqual([2, 1]);
        const { events } = (await store.load([{ streamId }])).get(streamId)!;
        expect(outcome).toEqual({ kind: 'appended', events, versions: new Map([[streamId, 2]]) });
      });

  it('ends the lost session first: the server may not have noticed, and still be about to append', async () => {
    const holder = await admin.connect();
    await holder.query('SET idle_in_transaction_session_timeout = 0; BEGIN; SELECT FROM shards FOR UPDATE');
    const mine = noting('note-left-running', 'any', ['cut here']);
    proxy.cutOnce({ when: 'cut here', message: 'left running' });
    const appending = store.append([mine]);
    const startedAt = performance.now();
    const [lost] = await sessionsWaiting(admin, () => proxy.timesCut === 1);
    const [now] = await sessionsWaiting(admin, (pids) => pids.length === 1 && !pids.includes(lost!));
    expect(now).not.toBe(lost);
    expect(performance.now() - startedAt).toBeLessThan(3_000); // it was ended, and not by its lock timeout of 5 s
    await holder.query('COMMIT');
    holder.release();
    expect((await appending)[0]!.kind).toBe('appended');
    expect(await counted(mine.commandId)).toBe(1);
  });

  it('gives up after a bounded time, and works again when the database is back', async () => {
    const { port } = new URL(proxy.url);
    await store.append([noting('note-outage', 'none')]);
    await proxy.close();
    const startedAt = performance.now();
    const failure = await store.append([noting('note-outage', 1)]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StoreUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await expect(store.heads()).rejects.toThrow(StoreUnavailable);
    proxy = await CuttingProxy.before(database.runtimeUrl, Number(port));
    expect((await store.append([noting('note-outage', 1)]))[0]!.kind).toBe('appended');
  });
});

/** The store's sessions that wait for a lock, as soon as there is one and `enough` says so. */
const sessionsWaiting = async (admin: Pool, enough: (pids: readonly number[]) => boolean): Promise<readonly number[]> => {
  for (;;) {
    const { rows } = await admin.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'notes appends%' AND wait_event_type = 'Lock'",
    );
    const pids = rows.map(({ pid }) => pid);
    if (pids.length > 0 && enough(pids)) return pids;
  }
};
