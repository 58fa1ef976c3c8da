import { randomUUID } from 'node:crypto';
import { createTestPlatform, type TestPlatform } from '@millrace/testbed';
import { type Answer, Shop, shipTo } from './shop.js';

/** What a client can get wrong, and what it is told. Nothing of it may change anything. */
describe('the edge', () => {
  let platform: TestPlatform;
  let shop: Shop;
  let sku: string;
  beforeAll(async () => {
    platform = await createTestPlatform({ extra: { orders: { DISPATCH_DEADLINE_MS: '2000' } } });
    await platform.startAll();
    shop = new Shop(platform.urls.gateway);
    sku = await shop.product(5);
  }, 120_000);
  afterAll(() => platform?.remove(), 60_000);

  const order = (changes: Record<string, unknown> = {}) => ({
    customerId: 'eve',
    lines: [{ sku, quantity: 1 }],
    paymentMethod: 'pm_card_visa',
    shipTo,
    ...changes,
  });

  const expectProblem = (answer: Answer, status: number, code: string): void => {
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.headers.get('trace-id')).toMatch(/^[0-9a-f]{32}$/);
    expect(answer.body).toMatchObject({ status, code, traceId: answer.headers.get('trace-id') });
    expect(answer.body).toEqual(expect.objectContaining({ title: expect.any(String), detail: expect.any(String) }));
    expect(answer.status).toBe(status);
  };

  it.each<[string, unknown, number, string]>([
    ['no lines', { lines: [] }, 422, 'request.unacceptable'],
    ['quantity zero', { lines: [{ sku: 'SKU', quantity: 0 }] }, 422, 'request.unacceptable'],
    ['a negative quantity', { lines: [{ sku: 'SKU', quantity: -1 }] }, 422, 'request.unacceptable'],
    ['half a unit', { lines: [{ sku: 'SKU', quantity: 0.5 }] }, 400, 'request.invalid'],
    ['a quantity in words', { lines: [{ sku: 'SKU', quantity: 'two' }] }, 400, 'request.invalid'],
    [
      'two lines of one sku',
      {
        lines: [
          { sku: 'SKU', quantity: 1 },
          { sku: 'SKU', quantity: 1 },
        ],
      },
      422,
      'order.repeated-sku',
    ],
    ['an unknown sku', { lines: [{ sku: 'no-such-thing', quantity: 1 }] }, 422, 'order.unknown-sku'],
    ['an unknown field', { discount: 100 }, 400, 'request.invalid'],
    ['no address', { shipTo: undefined }, 400, 'request.invalid'],
    ['a NUL in a name', { shipTo: { ...shipTo, name: 'A\u0000B' } }, 422, ''],
    ['half a surrogate pair in a name', { shipTo: { ...shipTo, name: 'A\ud800B' } }, 422, ''],
  ])('refuses an order with %s', async (_, changes, status, code) => {
    const body = JSON.parse(JSON.stringify(order(changes as Record<string, unknown>)).replaceAll('"SKU"', `"${sku}"`)) as unknown;
    const answer = await shop.post('/api/orders', body, { 'idempotency-key': randomUUID() });
    expectProblem(answer, status, code || (answer.body as { code: string }).code);
  });

  it('refuses prices of two currencies in one order', async () => {
    const dollars = await shop.product(1, { currency: 'USD' });
    const answer = await shop.placing({
      lines: [
        { sku, quantity: 1 },
        { sku: dollars, quantity: 1 },
      ],
    });
    expectProblem(answer, 422, 'order.mixed-currencies');
  });

  it('refuses what is not JSON, not JSON by its type, or too long', async () => {
    const send = (body: string, type = 'application/json') => shop.request('POST', '/api/orders', body, { 'content-type': type });
    expectProblem(await send('{"customerId":'), 400, 'request.malformed');
    expectProblem(await send('customerId=eve', 'application/x-www-form-urlencoded'), 415, 'body.unsupported-media-type');
    const long = await send(JSON.stringify(order({ customerId: 'x'.repeat(10_000_000) })));
    expectProblem(long, 413, 'body.too-large');
  });

  it('says 404 for what is not there, and 405 with what is allowed', async () => {
    expectProblem(await shop.get(`/api/orders/${randomUUID()}`), 404, 'order.unknown');
    expect((await shop.get('/api/nothing')).status).toBe(404);
    const wrong = await shop.request('DELETE', '/api/orders');
    expect([wrong.status, wrong.headers.get('allow')?.split(/, */).sort()]).toEqual([405, expect.arrayContaining(['GET', 'POST'])]);
  });

  it.each(['nonsense', "orders@abcd1234-1.0:1'; DROP TABLE events", 'orders@abcd1234-1.0:-1'])(
    'refuses the consistency token %s',
    async (token) => {
      const answer = await shop.get('/api/orders', { 'consistency-token': token });
      expectProblem(answer, 400, 'consistency-token.invalid');
    },
  );

  it.each(['0', '101', 'x', '-1'])('refuses limit=%s', async (limit) => {
    expect((await shop.get(`/api/orders?limit=${limit}`)).status).toBe(400);
  });

  it('refuses an idempotency key that cannot be one, and cursors it did not make', async () => {
    expect((await shop.post('/api/orders', order(), { 'idempotency-key': 'x'.repeat(201) })).status).toBe(400);
    expectProblem(await shop.get('/api/orders?cursor=abc'), 400, 'cursor.invalid');
  });

  it('refuses changes of stock that cannot be', async () => {
    const change = (body: unknown) => shop.post(`/api/products/${sku}/adjustments`, body);
    expect((await change({ quantity: 0, reason: 'count' })).status).toBe(422);
    expectProblem(await change({ quantity: -100, reason: 'loss' }), 409, 'stock.below-reserved');
    expect((await change({ quantity: 1, reason: 'gift' })).status).toBe(422);
    expectProblem(await shop.post('/api/products/unknown/receipts', { receiptId: 'r', quantity: 1 }), 404, 'product.unknown');
  });

  it('counts the same receipt once, and lists a product once', async () => {
    const own = await shop.product(0);
    await shop.receive(own, 5, 'r-1');
    await shop.receive(own, 5, 'r-1');
    expect((await shop.get(`/api/products/${own}`)).body).toMatchObject({ onHand: 5 });
    expectProblem(await shop.post(`/api/products/${own}/receipts`, { receiptId: 'r-1', quantity: 6 }), 409, 'receipt.already-recorded');
    expectProblem(
      await shop.post('/api/products', { sku: own, name: 'Another', price: { amount: 1, currency: 'EUR' } }),
      409,
      'product.already-exists',
    );
  });

  it('pages through a list, newest first, every order once', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push(await shop.place({ sku, customerId: 'pager' }));
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answer = await shop.get(`/api/orders?customerId=pager&limit=2${cursor && `&cursor=${cursor}`}`);
      expect(page.status).toBe(200);
      seen.push(...(page.body as { items: { orderId: string }[] }).items.map(({ orderId }) => orderId));
      cursor = (page.body as { nextCursor: string | null }).nextCursor;
    }
    expect(seen).toEqual(ids.reverse());
  });

  it('cancels an order that nobody dispatches in time, and gives its stock and money back', async () => {
    const own = await shop.product(1);
    const id = await shop.place({ sku: own });
    expect(await shop.orderIs(id)).toMatchObject({ status: 'cancelled', reason: 'dispatch.timeout' });
    await shop.eventually('it is free again', 10_000, async () => {
      const stock = (await shop.get(`/api/products/${own}`)).body as { available: number };
      const [payment] = ((await shop.get(`/api/payments?orderId=${id}`)).body as { items: { status: string }[] }).items;
      return { done: stock.available === 1 && payment?.status === 'voided', value: { stock, payment } };
    });
  });

  it('changed nothing by all that was refused', async () => {
    const { body } = await shop.get('/api/orders?customerId=eve');
    expect(body).toMatchObject({ items: [] });
  });

  it('keeps the services to itself: without the internal token they answer nobody', async () => {
    const response = await fetch(`${platform.urls.orders}/internal/journey/${randomUUID()}`);
    expect(response.status).toBe(401);
    expect((await fetch(`${platform.urls.orders}/health/live`)).status).toBe(200);
  });

  it('describes itself', async () => {
    const { body } = await shop.get('/api/openapi.json');
    const paths = Object.keys((body as { paths: object }).paths);
    expect(paths).toEqual(
      expect.arrayContaining([
        '/api/orders',
        '/api/products',
        '/api/products/{sku}',
        '/api/shipments',
        '/api/payments',
        '/api/ledger/accounts',
      ]),
    );
    expect((await shop.get('/api/docs')).body).toContain('swagger');
    expect((await shop.get('/health/ready')).status).toBe(200);
  });
});
