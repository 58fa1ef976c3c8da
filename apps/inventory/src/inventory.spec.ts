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
      body: (await answer.json()) as Record<string, unknown>,
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

  it('refuses what is not there, and what cannot be', async () => {
    expect(await request('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'product.unknown' } });
    expect(await request('POST', '/mug/adjustments', { quantity: -99, reason: 'loss' })).toMatchObject({
      status: 409,
      body: { code: 'stock.below-reserved' },
    });
    expect(await request('POST', '', { ...mug, name: 'Cup' })).toMatchObject({ status: 409, body: { code: 'product.already-exists' } });
  });
});
