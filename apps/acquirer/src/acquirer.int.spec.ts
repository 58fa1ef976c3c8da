import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openHost, type RunningHost } from '@millrace/service-host';
import { createTestDatabase, type TestDatabase, testPostgres } from '@millrace/testbed';
import pg from 'pg';
import { acquirer } from './acquirer.js';

let database: TestDatabase;
let service: RunningHost;

const start = (): Promise<RunningHost> =>
  openHost(acquirer, { LOG_LEVEL: 'silent', DATABASE_URL: database.runtimeUrl, DATABASE_OWNER_URL: database.ownerUrl });

beforeAll(async () => {
  database = await createTestDatabase({ name: 'acquirer' });
  service = await start();
});
afterAll(async () => {
  await service.drain();
  await database.drop();
});

const amount = { amount: 10_000, currency: 'EUR' };
const newKey = (): string => crypto.randomUUID();

type Body = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly body: Body;
}

const request = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Answer> => {
  const response = await fetch(`${service.url}/authorisations${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  });
  return { status: response.status, body: (await response.json()) as Body };
};
const authorise = (key: string, paymentMethod = 'pm_card_visa', of: object = amount, signal?: AbortSignal): Promise<Answer> =>
  request('POST', '', { amount: of, paymentMethod }, { 'idempotency-key': key }, signal);
const verb = (key: string, name: 'capture' | 'void' | 'refund', body: object = {}, headers?: Record<string, string>): Promise<Answer> =>
  request('POST', `/${key}/${name}`, body, headers);
const chargesOf = async (key: string): Promise<Body> => (await request('GET', `/${key}/charges`)).body;
const told = ({ status, body }: Answer): [number, unknown] => [status, body['code'] ?? body['status']];

const asAdmin = async (sql: string, values: unknown[] = []): Promise<pg.QueryResultRow[]> => {
  const client = new pg.Client({ connectionString: testPostgres() });
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
};

describe('a card that works', () => {
  it('is authorised, captured and refunded, each once', async () => {
    const key = newKey();
    const first = await authorise(key);
    expect(told(first)).toEqual([201, 'authorised']);
    expect(await authorise(key)).toEqual(first);
    const capture = await verb(key, 'capture');
    expect(capture).toMatchObject({ status: 200, body: { status: 'captured', captured: amount, fee: { amount: 165, currency: 'EUR' } } });
    expect(await verb(key, 'capture')).toEqual(capture);
    for (let n = 0; n < 2; n++) expect((await verb(key, 'refund', { amount })).body['refunded']).toEqual(amount);
    expect(told(await verb(key, 'refund', { amount: { amount: 1, currency: 'EUR' } }, { 'idempotency-key': 'more' }))).toEqual([
      422,
      'refund-exceeds-capture',
    ]);
    expect(await chargesOf(key)).toEqual({ key, authorisations: 1, captures: 1, voids: 0, refunds: 1 });
    expect((await request('GET', `/${key}`)).body).toMatchObject({ key, status: 'captured', amount, paymentMethod: 'pm_card_visa' });
  });

  it('is charged once, however many ask at the same time', async () => {
    const key = newKey();
    const answers = await Promise.all(Array.from({ length: 20 }, () => authorise(key)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    await Promise.all(Array.from({ length: 20 }, () => verb(key, 'capture')));
    expect(await chargesOf(key)).toMatchObject({ authorisations: 1, captures: 1 });
  });

  it('is either voided or captured, whichever comes first', async () => {
    const key = newKey();
    await authorise(key);
    const [captured, voided] = await Promise.all([verb(key, 'capture'), verb(key, 'void')]);
    expect([captured.status, voided.status].sort()).toEqual([200, 409]);
    const { captures, voids } = await chargesOf(key);
    expect(Number(captures) + Number(voids)).toBe(1);
  });
});

describe('test cards', () => {
  it.each([
    ['pm_card_declined', 402, 'declined'],
    ['pm_card_insufficient_funds', 402, 'insufficient-funds'],
    ['pm_card_nobody_has', 422, 'unknown-payment-method'],
  ])('%s: %i %s, again and again', async (method, status, code) => {
    const key = newKey();
    for (let n = 0; n < 2; n++) expect(told(await authorise(key, method))).toEqual([status, code]);
    expect(await chargesOf(key)).toMatchObject({ authorisations: 0 });
  });

  it('pm_card_error: fails three times for each key, also over a restart, then works', async () => {
    const key = newKey();
    for (let n = 0; n < 2; n++) expect(told(await authorise(key, 'pm_card_error'))).toEqual([500, 'acquirer-failed']);
    await service.drain();
    service = await start();
    expect((await authorise(key, 'pm_card_error')).status).toBe(500);
    expect((await authorise(key, 'pm_card_error')).status).toBe(201);
    expect(await chargesOf(key)).toMatchObject({ authorisations: 1 });
  });

  it('pm_card_lost_answer: is authorised, the connection breaks, the retry gets the recorded answer', async () => {
    const key = newKey();
    await expect(authorise(key, 'pm_card_lost_answer')).rejects.toThrow(/fetch failed/);
    expect(await chargesOf(key)).toMatchObject({ authorisations: 1 });
    expect(told(await authorise(key, 'pm_card_lost_answer'))).toEqual([201, 'authorised']);
    expect(await chargesOf(key)).toMatchObject({ authorisations: 1 });
  });

  it('pm_card_hang: holds the request until the client goes, and charges nothing', async () => {
    const key = newKey();
    const client = new AbortController();
    const hanging = authorise(key, 'pm_card_hang', amount, client.signal);
    const first = await Promise.race([hanging.catch(() => 'gone'), authorise(newKey()).then(() => 'others are served')]);
    expect(first).toBe('others are served');
    client.abort();
    await expect(hanging).rejects.toThrow(/abort/i);
    expect(await chargesOf(key)).toMatchObject({ authorisations: 0 });
    expect((await request('GET', `/${key}`)).status).toBe(404);
  });
});

describe('keys', () => {
  it('belong to one amount and method', async () => {
    const key = newKey();
    await authorise(key);
    expect(told(await authorise(key, 'pm_card_visa', { ...amount, amount: 1 }))).toEqual([422, 'idempotency-key-reused']);
    expect(told(await authorise(key, 'pm_card_declined'))).toEqual([422, 'idempotency-key-reused']);
  });

  it('that were voided before they were known are never authorised', async () => {
    const key = newKey();
    expect(told(await verb(key, 'void'))).toEqual([200, 'voided']);
    expect(told(await authorise(key))).toEqual([409, 'voided']);
    expect(told(await verb(key, 'capture'))).toEqual([409, 'voided']);
    expect(await chargesOf(key)).toMatchObject({ authorisations: 0, voids: 0 });
  });

  it('that nobody knows are 404, a missing one 400, bad bodies 4xx', async () => {
    const key = newKey();
    expect(told(await verb(key, 'capture'))).toEqual([404, 'unknown-authorisation']);
    expect(told(await verb(key, 'refund', { amount }))).toEqual([404, 'unknown-authorisation']);
    expect(told(await request('POST', '', { amount, paymentMethod: 'pm_card_visa' }))).toEqual([400, 'idempotency-key.missing']);
    expect((await authorise(key, 'pm_card_visa', { amount: 0, currency: 'EUR' })).status).toBe(422);
    expect((await authorise(key, 'pm_card_visa', { amount: 1.5, currency: 'EUR' })).status).toBe(400);
  });
});

describe('the books', () => {
  it('cannot be rewritten by the service itself', async () => {
    const client = new pg.Client({ connectionString: database.runtimeUrl });
    await client.connect();
    try {
      for (const sql of ['DELETE FROM movements', 'UPDATE movements SET amount = 1', 'DELETE FROM charges', 'DROP TABLE charges'])
        await expect(client.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    } finally {
      await client.end();
    }
  });

  it('that cannot be reached are a 503, and nothing is lost when they are back', async () => {
    const key = newKey();
    await asAdmin(`ALTER DATABASE ${database.database} ALLOW_CONNECTIONS false`);
    await asAdmin('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database.database]);
    const away = await authorise(key);
    await asAdmin(`ALTER DATABASE ${database.database} ALLOW_CONNECTIONS true`);
    expect(told(away)).toEqual([503, 'books-unavailable']);
    expect(told(await authorise(key))).toEqual([201, 'authorised']);
    expect(await chargesOf(key)).toMatchObject({ authorisations: 1 });
  });
});
