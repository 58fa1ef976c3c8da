import { expect, it } from '@jest/globals';
import { FakeService } from '../fake-service.js';
import { seedCatalogue } from './catalogue.js';

const logger = { log: () => undefined, warn: () => undefined, error: () => undefined };

it('seeds three products and their stock, patiently, with keys that make it count once', async () => {
  const api = await new FakeService().start();
  let refusals = 2;
  api.answer = ({ url }) => {
    if (refusals-- > 0) return { status: 503 };
    return url === '/api/products' ? { status: 201, headers: { 'consistency-token': 'inventory@a-1.0:1' } } : { status: 409 };
  };
  await seedCatalogue({ url: api.url, token: 'internal', logger, signal: new AbortController().signal, retryMs: 5 });
  const done = api.asked.slice(2);
  expect(done.map(({ url }) => url)).toEqual(['mug', 'lamp', 'chair'].flatMap((sku) => ['/api/products', `/api/products/${sku}/receipts`]));
  expect(new Set(done.map(({ headers }) => headers['idempotency-key'])).size).toBe(6);
  expect(new Set(done.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer internal']));
  expect(JSON.parse(done[0]!.body)).toEqual({ sku: 'mug', name: 'Enamel mug', price: { amount: 1290, currency: 'EUR' } });
  expect(done[1]!.headers['consistency-token']).toBe('inventory@a-1.0:1');
  expect(JSON.parse(done[1]!.body)).toEqual({ receiptId: 'demo-mug-1', quantity: 200 });
  await api.stop();
});

it('stops when told, also while nobody answers', async () => {
  const stopped = new AbortController();
  const seeding = seedCatalogue({ url: 'http://127.0.0.1:9', logger, signal: stopped.signal, retryMs: 5 });
  setTimeout(() => stopped.abort(), 20);
  await expect(seeding).rejects.toThrow();
});
