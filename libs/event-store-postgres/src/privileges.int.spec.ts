import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@millrace/postgres';
import type { TestDatabase } from '@millrace/testbed';
import type { Pool } from 'pg';
import { createLogDatabase } from '../test/log-database.js';
import { catalogue, noting } from '../test/sample-requests.js';
import { PostgresEventStore } from './index.js';

describe('privileges', () => {
  let database: TestDatabase;
  let runtime: Pool;
  let reader: Pool;
  beforeAll(async () => {
    database = await createLogDatabase('privileges');
    runtime = createPool({ url: database.runtimeUrl, max: 1, applicationName: 'spec runtime' });
    reader = createPool({ url: database.readerUrl, max: 1, applicationName: 'spec reader' });
    const store = await PostgresEventStore.connect({ url: database.runtimeUrl, service: 'notes', catalogue });
    await store.append([
      noting('note-1', 'none', ['public']),
      noting('note-1', 1, ['secret'], 'Remembered'),
      noting('note-1', 2, ['public']),
    ]);
    await store.close();
  }, 60_000);
  afterAll(async () => {
    await Promise.all([runtime.end(), reader.end()]);
    await database.drop();
  });

  it.each([
    "INSERT INTO events SELECT shard, 99, version, schema_version, event_id, recorded_at, published, 'note-2', type, data, metadata FROM events LIMIT 1",
    "UPDATE events SET data = '{}'",
    'DELETE FROM events',
    'TRUNCATE events',
    'DELETE FROM shards',
    'UPDATE log_identity SET restore_count = 2',
    'SELECT decide_appends(null, null, null, null, null, null)',
  ])('the service cannot do by hand: %s', async (statement) => {
    await expect(runtime.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it.each([
    'SELECT * FROM events',
    'SELECT * FROM shards',
    'SELECT * FROM snapshots',
    'SELECT * FROM log_identity',
    'SELECT * FROM migrations',
    'INSERT INTO published_log (shard, position) VALUES (0, 99)',
    "SELECT append_events('{}', '', '{}', '{}', '{}', '{}', '{}', '{}', '', '{}', '{}', '', '', '[]', false)",
  ])('a consumer cannot: %s', async (statement) => {
    await expect(reader.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('shows consumers published events with content, and private ones as places', async () => {
    const { rows } = await reader.query('SELECT * FROM published_log ORDER BY shard, position');
    expect(
      rows.map(({ position, published, stream_id, version, type, data }) => ({ position, published, stream_id, version, type, data })),
    ).toEqual([
      { position: 1, published: true, stream_id: 'note-1', version: 1, type: 'Noted', data: { note: 'public' } },
      { position: 2, published: false, stream_id: null, version: null, type: null, data: null },
      { position: 3, published: true, stream_id: 'note-1', version: 3, type: 'Noted', data: { note: 'public' } },
    ]);
    expect([rows[1].event_id, rows[1].metadata, rows[1].schema_version, rows[1].recorded_at]).toEqual([null, null, null, null]);
  });

  it("does not show a consumer's own function in WHERE what is hidden", async () => {
    const owner = createPool({ url: database.ownerUrl, max: 1, applicationName: 'spec owner' });
    await owner.query(`CREATE FUNCTION peek(content text) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql
                       AS $$ BEGIN RAISE NOTICE '%', content; RETURN true; END $$`);
    await owner.end();
    const client = await reader.connect();
    const seen: string[] = [];
    client.on('notice', ({ message }) => seen.push(message ?? ''));
    await client.query('SELECT FROM published_log WHERE peek(data::text)');
    client.release();
    expect(seen.filter((text) => text.includes('public'))).toHaveLength(2);
    expect(seen.join()).not.toContain('secret');
  });

  it('tells consumers which log it is and how far it goes', async () => {
    const [description] = (await reader.query('SELECT * FROM log_description')).rows;
    expect(description).toEqual({ generation: expect.stringMatching(/^[a-z0-9]{8}-1$/), shards: 4 });
    const { rows } = await reader.query('SELECT * FROM log_heads');
    expect(rows).toEqual([{ shard: expect.any(Number), position: 3 }]);
  });
});
