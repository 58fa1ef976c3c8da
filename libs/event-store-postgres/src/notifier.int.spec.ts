import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createPool } from '@millrace/postgres';
import type { TestDatabase } from '@millrace/testbed';
import pg from 'pg';
import { createLogDatabase } from '../test/log-database.js';
import { catalogue, noting } from '../test/sample-requests.js';
import { logChannel, PostgresEventStore } from './index.js';

describe('the notifier', () => {
  let database: TestDatabase;
  let listener: pg.Client;
  let store: PostgresEventStore;
  beforeAll(async () => {
    database = await createLogDatabase('notifier');
    listener = new pg.Client(database.readerUrl);
    await listener.connect();
    await listener.query(`LISTEN ${logChannel}`);
    store = await PostgresEventStore.connect({ url: database.runtimeUrl, service: 'notes', catalogue });
  }, 60_000);
  afterAll(async () => {
    await listener.end();
    await store.close();
    await database.drop();
  });

  it('tells other processes which shards were written', async () => {
    const heard = once(listener, 'notification');
    const [outcome] = await store.append([noting('note-1', 'none')]);
    const [{ payload }] = (await heard) as [{ payload: string }];
    expect(outcome).toMatchObject({ kind: 'appended', events: [{ shard: Number(payload) }] });
  });

  it('gathers many appends into few notifications, and loses no shard', async () => {
    const heard: string[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    for (let index = 0; index < 100; index++) await store.append([noting(`note-${index}`, 'any')]);
    const shards = () => new Set(heard.flatMap((payload) => payload.split(',')));
    while (shards().size < store.shards) await once(listener, 'notification');
    expect(heard.length).toBeLessThan(100);
  });

  it('goes on with a new connection when its own is killed', async () => {
    const admin = createPool({ url: database.adminUrl, max: 1, applicationName: 'spec admin' });
    await admin.query(
      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'notes notifier' AND datname = current_database()",
    );
    await admin.end();
    const heard = once(listener, 'notification');
    let isHeard = false;
    void heard.then(() => (isHeard = true));
    while (!isHeard) await store.append([noting('note-again', 'any')]); // one hint may be lost with the connection, the next is not
    expect(isHeard).toBe(true);
  });
});
