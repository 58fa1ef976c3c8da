import { randomUUID } from 'node:crypto';
import { createPool } from '@millrace/postgres';
import { createTestPlatform, type TestPlatform } from '@millrace/testbed';
import { type OrderEvent, orderEvents } from './order-events.js';
import { type Answer, each, Shop, shipTo } from './shop.js';

type Pool = ReturnType<typeof createPool>;

/** What clients are promised, on real processes. */
describe('the contract of the edge', () => {
  let platform: TestPlatform;
  let shop: Shop;
  let sku: string;
  let orders: Pool;
  beforeAll(async () => {
    platform = await createTestPlatform({ extra: { shipping: { DEMO: '1' } } });
    await platform.startAll();
    await platform.services.start('orders#2', { ...platform.envOf('orders'), PORT: '0' });
    shop = new Shop(platform.urls.gateway);
    sku = await shop.product(1_000);
    await shop.isSold(sku);
    orders = createPool({ url: platform.databases.orders.adminUrl, max: 3, applicationName: 'spec', idleInTransactionTimeoutMs: 60_000 });
  }, 180_000);
  afterAll(async () => {
    await orders?.end();
    await platform?.remove();
  }, 60_000);

  const order = (customerId: string) => ({ customerId, lines: [{ sku, quantity: 1 }], paymentMethod: 'pm_card_visa', shipTo });
  const told = ({ status, headers, body }: Answer) => ({
    status,
    body: body as unknown,
    ...Object.fromEntries(['location', 'etag', 'consistency-token', 'content-type'].map((name) => [name, headers.get(name)])),
  });
  const placedBy = async (customerId: string): Promise<number> => {
    const text = `SELECT count(*)::integer AS count FROM events WHERE type = 'OrderPlaced' AND data ->> 'customerId' = $1`;
    return (await orders.query<{ count: number }>(text, [customerId])).rows[0]!.count;
  };

  describe('an idempotency key', () => {
    it('gets the first answer again, byte for byte, from every copy', async () => {
      const internal = { authorization: `Bearer ${platform.internalToken}`, 'idempotency-key': randomUUID() };
      const copies = ['orders', 'orders#2'].map((id) => new Shop(`http://127.0.0.1:${platform.services.portOf(id)!}`));
      const seen = { 'consistency-token': '' };
      const answers = [];
      for (const copy of [...copies, ...copies])
        answers.push(await copy.request('POST', '/api/orders', order('copies'), { ...internal, ...seen }));
      expect(answers[0]!.status).toBe(202);
      expect(answers.map(({ headers }) => headers.get('idempotency-replayed'))).toEqual([null, 'true', 'true', 'true']);
      for (const answer of answers) expect(told(answer)).toEqual(told(answers[0]!));
      expect(await placedBy('copies')).toBe(1);
    });

    it('does a request once, however many send it at once; another body is refused', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const answers = await Promise.all(Array.from({ length: 20 }, () => shop.another().post('/api/orders', order('storm'), key)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 409]));
      expect(await placedBy('storm')).toBe(1);
      expect((await shop.post('/api/orders', order('storm'), key)).headers.get('idempotency-replayed')).toBe('true');
      const other = await shop.post('/api/orders', { ...order('storm'), paymentMethod: 'pm_card_declined' }, key);
      expect([other.status, (other.body as { code: string }).code]).toEqual([422, 'idempotency.key-reused']);
    });

    it('finds what was done when the service is killed between commit and answer', async () => {
      const key = { 'idempotency-key': randomUUID() };
      const holder = await orders.connect();
      try {
        await holder.query('SELECT pg_advisory_lock(4711)');
        await orders.query(`
          CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NEW; END $$;
          CREATE TRIGGER hold BEFORE UPDATE ON idempotency_keys FOR EACH ROW WHEN (NEW.status IS NOT NULL) EXECUTE FUNCTION hold()`);
        const lost = shop.another().post('/api/orders', order('killed'), key);
        await shop.eventually('the order is committed', 10_000, async () => ({ done: (await placedBy('killed')) === 1, value: '' }));
        const meanwhile = await shop.another().post('/api/orders', order('killed'), key);
        expect([meanwhile.status, (meanwhile.body as { code: string }).code]).toEqual([409, 'idempotency.in-progress']);
        await platform.services.kill('orders');
        // The server would go on with what a dead client has asked for.
        await orders.query(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE wait_event = 'advisory'`);
        await orders.query('DROP TRIGGER hold ON idempotency_keys; DROP FUNCTION hold()');
        await holder.query('SELECT pg_advisory_unlock(4711)');
        await Promise.all([platform.services.restart('orders'), lost]);
      } finally {
        holder.release(true);
      }
      const found = await shop.eventually('the order is found', 20_000, async () => {
        const answer = await shop.another().post('/api/orders', order('killed'), key);
        return { done: answer.status === 202, value: answer };
      });
      const again = await shop.another().post('/api/orders', order('killed'), key);
      expect([again.headers.get('idempotency-replayed'), again.body, again.headers.get('location')]).toEqual([
        'true',
        found.body,
        found.headers.get('location'),
      ]);
      expect(await placedBy('killed')).toBe(1);
      const { rows } = await orders.query<{ attempt: number }>('SELECT max(attempt) AS attempt FROM idempotency_keys');
      expect(rows[0]!.attempt).toBeGreaterThan(1);
    }, 60_000);
  });

  describe('a version', () => {
    it('lets one of many who read the same correct it, and need not be sent twice', async () => {
      const own = await shop.product(100);
      const read = await shop.get(`/api/products/${own}`);
      const etag = read.headers.get('etag')!;
      expect(etag).toBe(`"${(read.body as { version: number }).version}"`);
      expect((await shop.get(`/api/products/${own}`, { 'if-none-match': etag })).status).toBe(304);
      const count = { quantity: -1, reason: 'count' };
      expect((await shop.post(`/api/products/${own}/adjustments`, count)).status).toBe(428);
      const answers = await each(Array.from({ length: 10 }), 10, () =>
        shop.another().post(`/api/products/${own}/adjustments`, count, { 'if-match': etag }),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 412)]);
      expect((await shop.get(`/api/products/${own}`)).body).toMatchObject({ onHand: 99 });
    });
  });

  describe('a consistency token', () => {
    it('is short, and refused when a client has made it up', async () => {
      const token = (await shop.get('/api/orders')).headers.get('consistency-token')!;
      expect(token.length).toBeLessThan(1_000);
      for (const made of [
        token.slice(0, -2),
        `${token}AA`,
        token.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
        'orders@a-1.0:999999',
      ]) {
        const answer = await shop.another().get('/api/orders', { 'consistency-token': made });
        expect([answer.status, (answer.body as { code: string }).code]).toEqual([400, 'consistency-token.invalid']);
      }
    });

    it('waits, or says that it did not, or is refused, as the client prefers', async () => {
      const holder = await orders.connect();
      const client = shop.another();
      const list = (prefer: string) => client.another().get('/api/orders?customerId=stale', { prefer });
      try {
        await holder.query('BEGIN; LOCK TABLE order_summaries IN EXCLUSIVE MODE');
        await client.post('/api/orders', order('stale'), { 'idempotency-key': randomUUID() });
        const stale = await list('stale-ok');
        expect([stale.status, stale.headers.get('consistency'), stale.headers.get('preference-applied')]).toEqual([
          200,
          'stale',
          'stale-ok',
        ]);
        const strict = await list('wait=0, handling=strict');
        expect([strict.status, (strict.body as { code: string }).code, strict.headers.get('retry-after')]).toEqual([
          503,
          'consistency.stale',
          expect.stringMatching(/^\d+$/),
        ]);
      } finally {
        await holder.query('ROLLBACK').finally(() => holder.release(true));
      }
      const fresh = await list('wait=20');
      expect([fresh.headers.get('consistency'), (fresh.body as { items: unknown[] }).items.length]).toEqual([null, 1]);
    }, 60_000);
  });

  describe('the stream of an order', () => {
    const open = (id: string, lastEventId?: string) =>
      fetch(`${platform.urls.gateway}/api/orders/${id}/stream`, {
        headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
      });

    it('tells every change once and in order, across a kill of the service', async () => {
      const own = await shop.product(1);
      const id = await shop.place({ sku: own });
      const seen: OrderEvent[] = [];
      let killed = false;
      for (let tries = 0; tries < 50; tries++) {
        const response = await open(id, seen.at(-1)?.id);
        if (response.status === 204) break;
        try {
          for await (const event of orderEvents(response)) {
            seen.push(event);
            if (killed) continue;
            killed = true;
            await platform.services.kill('orders');
            await platform.services.restart('orders');
          }
        } catch {
          // Broken off: goes on from the last event.
        }
      }
      const versions = seen.map(({ data }) => data.version);
      expect(versions).toEqual(versions.map((_, index) => versions[0]! + index));
      expect(seen.at(-1)!.data.status).toBe('completed');
    }, 90_000);
  });

  it('explains each of its problems, and tells no 5xx but 503', async () => {
    const { paths } = (await shop.get('/api/openapi.json')).body as {
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    const statuses = Object.values(paths).flatMap((operations) =>
      Object.values(operations).flatMap(({ responses }) => Object.keys(responses)),
    );
    expect([...new Set(statuses)].filter((status) => status === 'default' || status.startsWith('5'))).toEqual(['503']);
    const problem = (await shop.get(`/api/orders/${randomUUID()}`)).body as { type: string };
    expect((await shop.get(problem.type, { accept: 'application/json' })).body).toMatchObject({
      code: 'order.unknown',
      operations: expect.arrayContaining(['GET /api/orders/{orderId}']),
    });
  });
});
