import { createTestPlatform, type TestPlatform } from '@millrace/testbed';
import { violations } from './invariants.js';
import { each, Shop } from './shop.js';

const services = ['orders', 'inventory', 'payments', 'shipping'] as const;

/** Two copies of every service, and more orders than there is stock. */
describe('two copies of each service', () => {
  let platform: TestPlatform;
  let shop: Shop;
  beforeAll(async () => {
    platform = await createTestPlatform({ extra: { shipping: { DEMO: '1' } } });
    await platform.startAll();
    await Promise.all(services.map((name) => platform.services.start(`${name}#2`, { ...platform.envOf(name), PORT: '0' })));
    shop = new Shop(platform.urls.gateway);
  }, 180_000);
  afterAll(() => platform?.remove(), 60_000);

  it('share the work, and sell exactly what there is, however many want it', async () => {
    await shardsAreShared();
    const stocks = [150, 200, 250];
    const skus: string[] = [];
    for (const stock of stocks) skus.push(await shop.product(stock)); // one by one: a client's token is of its last answer
    const wanted = Array.from({ length: 2_000 }, (_, i) => ({ sku: skus[i % skus.length]!, quantity: 1 + (i % 2) }));
    const ids = await each(wanted, 48, ({ sku, quantity }, i) => shop.another().place({ sku, quantity, customerId: `c${i % 50}` }));
    expect(new Set(ids).size).toBe(2_000);
    const ended = await each(ids, 8, (id) => shop.orderIs(id, undefined, 240_000) as Promise<{ status: string; reason?: string }>);
    const reasons = new Set(ended.map(({ status, reason }) => (status === 'rejected' ? reason : status)));
    expect(reasons).toEqual(new Set(['completed', 'stock.short']));

    await shop.eventually('nothing is under way any more', 60_000, async () => {
      const found = await violations(platform);
      return { done: found.length === 0, value: found };
    });
    for (const [index, sku] of skus.entries()) {
      const sold = ended.reduce(
        (sum, { status }, i) => (wanted[i]!.sku === sku && status === 'completed' ? sum + wanted[i]!.quantity : sum),
        0,
      );
      const { body } = await shop.get(`/api/products/${sku}`);
      expect(body).toMatchObject({ reserved: 0, onHand: stocks[index]! - sold });
      // Everybody wanted one or two: whatever is left is too little for a two, and nobody wanted a one after that.
      expect(stocks[index]! - sold).toBeLessThanOrEqual(1);
    }
    await expectFairShares();
  }, 400_000);

  const subscriptionsOf = async (id: string): Promise<{ shards: number; batches: number }> => {
    const answer = await fetch(`http://127.0.0.1:${platform.services.portOf(id)!}/health/ready`);
    const { checks } = (await answer.json()) as {
      checks: { name: string; detail: { shards: number; subscriptions: Record<string, { batches: number }> } }[];
    };
    const { shards, subscriptions } = checks.find(({ name }) => name === 'subscriptions')!.detail;
    return { shards, batches: Object.values(subscriptions).reduce((sum, { batches }) => sum + batches, 0) };
  };

  const pairs = () =>
    Promise.all(services.map(async (name) => ({ name, copies: await Promise.all([subscriptionsOf(name), subscriptionsOf(`${name}#2`)]) })));

  const shardsAreShared = (): Promise<unknown> =>
    shop.eventually('each copy holds half of the shards', 30_000, async () => {
      const found = await pairs();
      return { done: found.every(({ copies }) => copies.every(({ shards }) => shards === 8)), value: found };
    });

  const expectFairShares = async (): Promise<void> => {
    for (const { name, copies } of await pairs()) {
      const [one, two] = copies.map(({ batches }) => batches) as [number, number];
      const least = Math.min(one, two) / (one + two);
      if (least < 0.25) throw new Error(`${name}: the copies handled ${one} and ${two} batches: not a quarter each`);
    }
  };
});
