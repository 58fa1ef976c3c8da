import { createPool } from '@millrace/postgres';
import { createTestPlatform, type TestPlatform } from '@millrace/testbed';
import { violations } from './invariants.js';
import { each, Shop } from './shop.js';

const services = ['orders', 'inventory', 'payments', 'shipping', 'acquirer'] as const;

/** Kills, in the middle of the work. Everything that was accepted must still be done, once. */
describe('when processes die', () => {
  let platform: TestPlatform;
  let shop: Shop;
  /** Processes that died of something else than our blows. */
  const unexpected: string[] = [];
  beforeAll(async () => {
    platform = await createTestPlatform({ extra: { shipping: { DEMO: '1' } } });
    await platform.startAll();
    platform.services.on('exit', (id, { expected, description }) => !expected && unexpected.push(`${id}: ${description}`));
    shop = new Shop(platform.urls.gateway);
  }, 120_000);
  afterEach(() => expect(unexpected).toEqual([]));
  afterAll(() => platform?.remove(), 60_000);

  const flowOfOrders = async (count: number, meanwhile: () => Promise<void>): Promise<void> => {
    const sku = await shop.product(count);
    const half = Math.floor(count / 2);
    let reachedHalf: () => void = () => undefined;
    const halfPlaced = new Promise<void>((resolve) => (reachedHalf = resolve));
    let placed = 0;
    const placing = each(Array.from({ length: count }), 16, async (_, i) => {
      const id = await placePatiently(sku, `order-${sku}-${i}`);
      if (++placed === half) reachedHalf();
      return id;
    });
    await halfPlaced;
    await meanwhile();
    const ids = await placing;
    expect(new Set(ids).size).toBe(count);
    const ended = await each(ids, 8, (id) => shop.orderIs(id, undefined, 120_000) as Promise<{ status: string; reason?: string }>);
    expect(new Set(ended.map(({ status }) => status))).toEqual(new Set(['completed']));
    await shop.eventually('all invariants hold', 30_000, async () => {
      const found = await violations(platform);
      return { done: found.length === 0, value: found };
    });
  };

  /** As a good client does: the same request with the same key, until it is answered. */
  const placePatiently = (sku: string, key: string): Promise<string> =>
    shop.eventually(`order ${key} is accepted`, 60_000, async () => {
      if (unexpected.length > 0) throw new Error(unexpected.join());
      const answer = await shop.another().placing({ sku, key });
      return { done: answer.status === 202, value: (answer.body as { orderId: string }).orderId ?? JSON.stringify(answer.body) };
    });

  it('services: all of 500 orders complete', async () => {
    await flowOfOrders(500, async () => {
      for (const name of services) {
        await platform.services.kill(name);
        await platform.services.restart(name);
      }
    });
  }, 300_000);

  it('backends of PostgreSQL: all of 300 orders complete', async () => {
    await flowOfOrders(300, async () => {
      for (let round = 0; round < 5; round++) await killBackends();
    });
  }, 300_000);

  it('a database that is away: its service says so and when to come back, the others go on', async () => {
    const { database, adminUrl } = platform.databases.inventory;
    const admin = createPool({ url: adminUrl.replace(/[^/]+$/, 'postgres'), max: 1, applicationName: 'killer' });
    const id = await placePatiently(await shop.product(1), 'before-the-database-went');
    try {
      await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
      await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database]);
      const refused = await shop.eventually('inventory refuses', 20_000, async () => {
        const answer = await shop.another().get('/api/products', { 'consistency-token': '' });
        return {
          done: answer.status === 503,
          value: { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: answer.body as unknown },
        };
      });
      expect(refused).toMatchObject({ status: 503, retryAfter: expect.stringMatching(/^\d+$/), body: { status: 503 } });
      expect((await shop.get(`/api/orders/${id}`)).status).toBe(200);
    } finally {
      await admin.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`);
      await admin.end();
    }
    await shop.eventually('inventory is back', 30_000, async () => ({ done: (await shop.get('/api/products')).status === 200, value: '' }));
  });

  const killBackends = async (): Promise<void> => {
    const admin = createPool({ url: platform.databases.orders.adminUrl, max: 1, applicationName: 'killer' });
    const names = Object.values(platform.databases).map(({ database }) => database);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ANY ($1) AND pid <> pg_backend_pid()', [
      names,
    ]);
    await admin.end();
    // The next blow must hit work, not connecting: wait until it goes on.
    await shop.eventually('the services answer again', 20_000, async () => ({
      done: (await shop.get('/api/products')).status === 200,
      value: '',
    }));
  };
});
