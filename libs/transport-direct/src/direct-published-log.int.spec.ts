import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type EventCatalogue, streamId } from '@millrace/decider';
import { eventLogMigrations, PostgresEventStore } from '@millrace/event-store-postgres';
import { runMigrations } from '@millrace/postgres';
import { createTestDatabase, type TestDatabase, testPostgres } from '@millrace/testbed';
import { TailingTransport } from '@millrace/transport';
import pg from 'pg';
import { createDirectTransport } from './direct-transport.js';
import { DirectPublishedLog } from './direct-published-log.js';

const catalogue: EventCatalogue = { Noted: { schemaVersion: 1, published: true }, Scribbled: { schemaVersion: 1, published: false } };
const secret = 'the-secret';

let database: TestDatabase;
let store: PostgresEventStore;
const opened: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  database = await createTestDatabase({ name: 'published log' });
  await runMigrations({ ownerUrl: database.ownerUrl, lockName: 'notes', migrations: eventLogMigrations({ shards: 2 }) });
  store = await PostgresEventStore.connect({ url: database.runtimeUrl, service: 'notes', catalogue });
});
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
  await store.close();
  await database.drop();
});

const append = async (key: string, ...types: string[]): Promise<number> => {
  const commandId = crypto.randomUUID();
  const metadata = { correlationId: commandId, causationId: commandId, commandId, hlc: '0-0' };
  const events = types.map((type) => ({ eventId: crypto.randomUUID(), type, data: { secret }, metadata }));
  const [outcome] = await store.append([{ commandId, streams: [{ streamId: streamId('note', key), expected: 'any', events }] }]);
  if (outcome?.kind !== 'appended') throw new Error('not appended');
  return outcome.events[0]!.shard;
};

const query = async (url: string, sql: string, values: unknown[] = []): Promise<Record<string, unknown>[]> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql, values)).rows;
  } finally {
    await client.end();
  }
};

const openLog = (onHintsLost?: (error: Error) => void): DirectPublishedLog => {
  const log = new DirectPublishedLog({ service: 'notes', url: database.readerUrl, timeoutMs: 2_000, ...(onHintsLost && { onHintsLost }) });
  opened.push(log);
  return log;
};

/** Positions applied per shard, errors, and a signal for both. */
const follow = (transport: TailingTransport) => {
  const positions = new Map<number, number>();
  const errors: { error: Error; retryInMs: number }[] = [];
  let wake: () => void = () => undefined;
  transport.consume({
    source: 'notes',
    group: 'readers',
    assignment: { shards: () => new Set([0, 1]), onChange: () => () => undefined },
    positions: async () => positions,
    deliver: async (batches) => {
      for (const { shard, upTo } of batches) positions.set(shard, upTo);
      wake();
      return batches.map(({ shard, upTo }) => ({ shard, after: upTo }));
    },
    onError: (error, retryInMs) => {
      errors.push({ error: error as Error, retryInMs });
      wake();
    },
  });
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { positions, errors, until };
};

const followDirectly = (log = openLog()) => {
  const transport = new TailingTransport({ name: 'direct', logs: [log] });
  opened.unshift(transport);
  opened.splice(opened.indexOf(log), 1); // the transport closes it
  return follow(transport);
};

describe('the reader role', () => {
  it.each(['events', 'shards', 'snapshots', 'log_identity'])('may not read %s', async (table) => {
    await expect(query(database.readerUrl, `SELECT * FROM ${table}`)).rejects.toThrow(/permission denied/);
  });

  it('may not write', async () => {
    await expect(query(database.readerUrl, 'DELETE FROM published_log')).rejects.toThrow(/permission denied|cannot delete/);
    await expect(query(database.readerUrl, 'SELECT append_events(NULL)')).rejects.toThrow(/permission denied|does not exist/);
  });

  it('sees of private events the places only', async () => {
    await append('a', 'Scribbled');
    const [row] = await query(database.readerUrl, 'SELECT * FROM published_log');
    const { shard, position, published, ...content } = row!;
    expect([typeof shard, Number(position), published]).toEqual(['number', 1, false]);
    expect(new Set(Object.values(content))).toEqual(new Set([null]));
  });

  it('cannot make a function of its own in WHERE see them', async () => {
    await append('a', 'Scribbled', 'Noted');
    // a role that could create functions would write one that raises or leaks its argument; a cast that fails on content does the same
    const leak = `SELECT position FROM published_log WHERE NOT published AND (data ->> 'secret')::integer = 1`;
    await expect(query(database.readerUrl, leak)).resolves.toEqual([]);
    const leaked = `SELECT position FROM published_log WHERE (data ->> 'secret')::integer = 1`;
    await expect(query(database.readerUrl, leaked)).rejects.toThrow(secret); // of the published one, as it may
    const plan = await query(database.ownerUrl, `EXPLAIN SELECT position FROM published_log WHERE (data ->> 'secret')::integer = 1`);
    expect(JSON.stringify(plan)).toMatch(/Subquery Scan on published_log/);
  });
});

describe('a direct consumption', () => {
  it('reads a long backlog by index ranges, without sorting the rest of the shard', async () => {
    for (let n = 0; n < 40; n++) await append('a', ...Array.from({ length: 100 }, () => 'Noted'));
    await query(database.ownerUrl, 'ANALYZE events');
    const { readQuery } = await import('./read-published-log.js');
    const { text, values } = readQuery([{ shard: await append('a', 'Noted'), after: 10 }], 50, Infinity, undefined);
    const [plan] = await query(database.readerUrl, `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values);
    const rows = [...JSON.stringify(plan).matchAll(/"Actual Rows":(\d+)/g)].map(([, count]) => Number(count));
    expect(Math.max(...rows)).toBeLessThanOrEqual(51);
  });

  it('gets its hints back after the listening connection was ended', async () => {
    let lost: () => void = () => undefined;
    const wasLost = new Promise<void>((resolve) => (lost = resolve));
    const log = openLog(() => lost());
    let hinted: () => void = () => undefined;
    const nextHint = (): Promise<void> => new Promise((resolve) => (hinted = resolve));
    const listening = nextHint();
    log.onAppended(() => hinted());
    await listening; // a new connection is a hint itself
    const again = nextHint();
    await query(
      testPostgres(),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE '%hints'`,
      [database.database],
    );
    await wasLost;
    await again;
    const next = nextHint();
    await append('a', 'Noted');
    await next;
  });

  it('reports a database that is away, and goes on by itself when it is back', async () => {
    const { positions, errors, until } = followDirectly();
    const shard = await append('a', 'Noted');
    await until(() => positions.get(shard) === 1);
    await query(testPostgres(), `ALTER DATABASE ${database.database} ALLOW_CONNECTIONS false`);
    await query(
      testPostgres(),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name LIKE '%follows%'`,
      [database.database],
    );
    await until(() => errors.length >= 3);
    expect(new Set(errors.map(({ error }) => error.name))).toEqual(new Set(['LogUnavailable']));
    expect(errors[2]!.retryInMs).toBeGreaterThan(errors[0]!.retryInMs);
    await query(testPostgres(), `ALTER DATABASE ${database.database} ALLOW_CONNECTIONS true`);
    await append('a', 'Noted');
    await until(() => positions.get(shard) === 2);
  });

  it('stops loudly when the log was restored under a new generation', async () => {
    const { positions, errors, until } = followDirectly();
    const shard = await append('a', 'Noted');
    await until(() => positions.get(shard) === 1);
    await query(database.ownerUrl, 'UPDATE log_identity SET restore_count = restore_count + 1');
    await until(() => errors.length > 0);
    expect(errors[0]).toMatchObject({ error: { name: 'DivergedError', service: 'notes' }, retryInMs: Infinity });
  });

  it('stops loudly when the log ends below what was applied', async () => {
    const { positions, errors, until } = followDirectly();
    const shard = await append('a', 'Noted', 'Noted', 'Noted');
    await until(() => positions.get(shard) === 3);
    await query(database.ownerUrl, 'DELETE FROM events WHERE position > 2');
    await until(() => errors.length > 0);
    expect(errors[0]!.error.message).toMatch(/shard \d ends below 3/);
    expect(errors[0]!.retryInMs).toBe(Infinity);
  });

  it('stops loudly when it starts above the head', async () => {
    const shard = await append('a', 'Noted');
    const log = openLog();
    await expect(log.read([{ shard, after: 5 }], 10)).rejects.toThrow(/diverged/);
    await expect(log.read([{ shard, after: 1 }], 10)).resolves.toEqual([]);
  });

  it('bounds content that is stored compressed by what it becomes', async () => {
    const commandId = crypto.randomUUID();
    const metadata = { correlationId: commandId, causationId: commandId, commandId, hlc: '0-0' };
    const events = Array.from({ length: 5 }, () => ({
      eventId: crypto.randomUUID(),
      type: 'Noted',
      data: { text: 'x'.repeat(100_000) },
      metadata,
    }));
    const [outcome] = await store.append([{ commandId, streams: [{ streamId: 'note-big', expected: 'none', events }] }]);
    const shard = outcome?.kind === 'appended' ? outcome.events[0]!.shard : -1;
    const [batch] = await openLog().read([{ shard, after: 0 }], 10, 250_000);
    expect(batch!.upTo).toBe(2);
  });
});

it('createDirectTransport prefers the own log, and names what it does not know', async () => {
  const own = openLog();
  const transport = createDirectTransport({ logs: { notes: database.readerUrl, orders: database.readerUrl }, own });
  expect(transport.log('notes')).toBe(own);
  expect(transport.log('orders').service).toBe('orders');
  expect(() => transport.log('payments')).toThrow(/it knows notes, orders/);
  opened.splice(0);
  await transport.close();
});
