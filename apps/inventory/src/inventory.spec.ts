import { openHost, type RunningHost } from '@millrace/service-host';
import { inventory } from './inventory.definition.js';
import { InventoryModule } from './inventory.module.js';

/** The whole service alone, over HTTP, on in-memory ports: what `npm run dev inventory -- --in-memory` runs. */
describe('inventory alone', () => {
  let host: RunningHost;
  beforeAll(async () => {
    const environment = { PORTS: 'in-memory', LOG_LEVEL: 'error' };
    host = await openHost({ name: 'inventory', compose: () => ({ module: InventoryModule, definition: inventory }) }, environment);
  });
  afterAll(() => host.drain());

  const request = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${host.url}/api/products${path}`, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      token: answer.headers.get('consistency-token') ?? '',
      etag: answer.headers.get('etag') ?? '',
      body: (answer.status === 304 ? {} : await answer.json()) as Record<string, unknown>,
    };
  };
  const mug = { sku: 'mug', name: 'Mug', price: { amount: 900, currency: 'EUR' } };

  it('lists a product, receives stock once, corrects it, and shows what it did to whoever brings its token', async () => {
    expect(await request('POST', '', mug)).toMatchObject({ status: 201, body: mug });
    for (const _ of [1, 2]) expect((await request('POST', '/mug/receipts', { receiptId: 'r-1', quantity: 10 })).status).toBe(201);
    const { token } = await request('POST', '/mug/adjustments', { quantity: -3, reason: 'damage' }, { 'idempotency-key': 'a-1' });
    const shown = await request('GET', '/mug', undefined, { 'consistency-token': token });
    expect(shown).toMatchObject({ status: 200, body: { onHand: 7, reserved: 0, available: 7 } });
  });

  it('shows a product at once that its projection has not seen yet', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `lamp${index}`);
    const found = await Promise.all(
      names.map(async (sku) => {
        await request('POST', '', { ...mug, sku });
        return (await request('GET', `/${sku}`)).status;
      }),
    );
    expect(new Set(found)).toEqual(new Set([200]));
  });

  it('pages through products, newest first', async () => {
    const { token } = await request('PUT', '/mug/price', { price: { amount: 950, currency: 'EUR' } });
    const first = await request('GET', '?limit=15', undefined, { 'consistency-token': token });
    const rest = await request('GET', `?limit=15&cursor=${first.body['nextCursor'] as string}`);
    const skus = [...(first.body['items'] as { sku: string }[]), ...(rest.body['items'] as { sku: string }[])].map(({ sku }) => sku);
    expect([skus.length, new Set(skus).size, skus.at(-1), rest.body['nextCursor']]).toEqual([21, 21, 'mug', null]);
  });

  it('shows the version of what it shows, and does not send again what one has', async () => {
    const { etag, token } = await request('POST', '', { ...mug, sku: 'jug' });
    const shown = await request('GET', '/jug', undefined, { 'consistency-token': token });
    expect([etag, shown.etag, shown.body['version']]).toEqual(['"1"', '"1"', 1]);
    const again = await request('GET', '/jug', undefined, { 'if-none-match': 'W/"1"' });
    expect(again).toMatchObject({ status: 304, etag: '"1"', token: expect.stringContaining('inventory@') });
    const received = await request('POST', '/jug/receipts', { receiptId: 'r', quantity: 5 });
    expect(await request('GET', '/jug', undefined, { 'if-none-match': '"1"', 'consistency-token': received.token })).toMatchObject({
      status: 200,
      etag: '"2"',
    });
  });

  it('lets one of many who count the same shelf correct it; the others look again', async () => {
    await request('POST', '', { ...mug, sku: 'bowl' });
    const { etag } = await request('POST', '/bowl/receipts', { receiptId: 'r', quantity: 100 });
    const count = { quantity: -1, reason: 'count' };
    expect(await request('POST', '/bowl/adjustments', count)).toMatchObject({ status: 428, body: { code: 'precondition.required' } });
    const answers = await Promise.all(Array.from({ length: 10 }, () => request('POST', '/bowl/adjustments', count, { 'if-match': etag })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 412)]);
    expect(answers.find(({ status }) => status === 412)).toMatchObject({ etag: '"3"', body: { code: 'precondition.failed', version: 3 } });
    expect(await request('POST', '/bowl/adjustments', count, { 'if-match': '*' })).toMatchObject({ status: 201, etag: '"4"' });
    expect((await request('PUT', '/bowl/price', { price: mug.price }, { 'if-match': 'W/"4"' })).status).toBe(412);
    expect((await request('PUT', '/bowl/price', { price: mug.price }, { 'if-match': 'four' })).status).toBe(400);
    expect((await request('PUT', '/nothing/price', { price: mug.price }, { 'if-match': '"4"' })).status).toBe(404);
  });

  it('keeps a precondition and a key together: the retry gets the first answer', async () => {
    const { etag } = await request('POST', '', { ...mug, sku: 'pan' });
    const change = () =>
      request('POST', '/pan/receipts', { receiptId: 'r', quantity: 1 }, { 'if-match': etag, 'idempotency-key': 'receipt-of-pans' });
    const [first, second] = [await change(), await change()];
    expect([first.status, second]).toEqual([201, first]);
  });

  it('refuses what is not there, and what cannot be', async () => {
    expect(await request('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'product.unknown' } });
    expect(await request('POST', '/mug/adjustments', { quantity: -99, reason: 'loss' })).toMatchObject({
      status: 409,
      body: { code: 'stock.below-reserved' },
    });
    expect(await request('POST', '', { ...mug, name: 'Cup' })).toMatchObject({ status: 409, body: { code: 'product.already-exists' } });
  });
});
