import { randomUUID } from 'node:crypto';
import { DevIssuer } from '@millrace/launch/dev-issuer.mjs';
import { createPool } from '@millrace/postgres';
import { createTestPlatform, type TestPlatform } from '@millrace/testbed';
import { type Answer, Shop, shipTo } from './shop.js';

/** A client with a token. */
class SignedIn extends Shop {
  constructor(
    base: string,
    private readonly bearer: string,
  ) {
    super(base);
  }

  override request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return super.request(method, path, body, { authorization: `Bearer ${this.bearer}`, ...headers });
  }
}

/** Everything with identity on: who sees what, who may what, and what is recorded of it. */
describe('identity', () => {
  const issuer = new DevIssuer();
  let platform: TestPlatform;
  let ada: SignedIn;
  let bob: SignedIn;
  let cleo: SignedIn;
  let otto: SignedIn;
  let sku: string;
  let order: string;
  beforeAll(async () => {
    await issuer.start();
    platform = await createTestPlatform({ extra: { gateway: { ...issuer.environment, RATE_LIMIT_PER_MINUTE: '100000' } } });
    await platform.startAll();
    const signedIn = async (sub: string, ...roles: string[]) => new SignedIn(platform.urls.gateway, await issuer.token({ sub, roles }));
    [ada, bob] = [await signedIn('ada', 'customer'), await signedIn('auth0|bob', 'customer')];
    [cleo, otto] = [await signedIn('cleo', 'clerk'), await signedIn('otto', 'operator')];
    sku = await otto.product(0);
    await cleo.receive(sku, 10);
    order = await ada.eventually('ada orders', 10_000, async () => {
      const answer = await ada.placing({ sku, customerId: 'ada' });
      return { done: answer.status === 202, value: (answer.body as { orderId: string }).orderId };
    });
  }, 120_000);
  afterAll(async () => {
    await platform?.remove();
    await issuer.stop();
  }, 60_000);

  const actorsIn = async (service: 'orders' | 'shipping', stream: string): Promise<string[]> => {
    const pool = createPool({ url: platform.databases[service].ownerUrl, max: 1, applicationName: 'identity' });
    try {
      const { rows } = await pool.query<{ actor: string }>(
        `SELECT metadata ->> 'actor' AS actor FROM events WHERE stream_id = $1 ORDER BY version`,
        [stream],
      );
      return rows.map(({ actor }) => actor);
    } finally {
      await pool.end();
    }
  };

  it('a customer follows its own order through every service', async () => {
    await cleo.shipmentIs(order, 'prepared');
    const paths = [
      `/api/orders/${order}`,
      `/api/orders/${order}/journey`,
      `/api/payments?orderId=${order}`,
      `/api/shipments?orderId=${order}`,
    ];
    for (const path of [...paths, `/api/payments/${order}`, `/api/shipments/${order}`])
      expect([path, (await ada.get(path)).status]).toEqual([path, 200]);
    expect((await ada.get('/api/orders')).body).toMatchObject({ items: [{ orderId: order, customerId: 'ada' }] });
  });

  it('another customer finds nothing of it, and cannot tell it from an order that is none', async () => {
    expect((await bob.get('/api/orders')).body).toMatchObject({ items: [] });
    expect((await bob.get('/api/orders?customerId=ada')).status).toBe(404);
    const paths = [
      '/api/orders/ID',
      '/api/orders/ID/journey',
      '/api/orders/ID/stream',
      '/api/payments/ID',
      '/api/payments?orderId=ID',
      '/api/shipments/ID',
    ];
    const answerAt = async (path: string, id: string): Promise<string> => {
      const { status, body } = await bob.get(path.replace('ID', id));
      return JSON.stringify([status, { ...body, traceId: '' }]).replaceAll(id, 'ID');
    };
    for (const path of paths) {
      const answer = await answerAt(path, order);
      expect(answer).toContain('[404,');
      expect(answer).toBe(await answerAt(path, randomUUID()));
    }
    expect((await bob.post(`/api/orders/${order}/cancel`)).status).toBe(404);
    expect((await ada.order(order)).body).toMatchObject({ cancellation: null });
  });

  it('nobody orders in the name of another', async () => {
    const body = { customerId: 'ada', lines: [{ sku, quantity: 1 }], paymentMethod: 'pm_card_visa', shipTo };
    expect(await bob.post('/api/orders', body)).toMatchObject({ status: 403, body: { code: 'order.other-customer' } });
    expect((await bob.placing({ sku, customerId: 'auth0|bob' })).status).toBe(202);
    expect((await ada.get('/api/orders')).body).toMatchObject({ items: [{ orderId: order }] });
  });

  it('a customer has the verbs of no clerk, a clerk of no operator', async () => {
    for (const verb of ['dispatch', 'deliver', 'lost', 'return']) expect((await ada.shipment(order, verb)).status).toBe(403);
    expect((await ada.post(`/api/products/${sku}/receipts`, { receiptId: 'r', quantity: 1 })).status).toBe(403);
    for (const who of [ada, cleo]) expect((await who.get('/api/operations/orders/parked')).status).toBe(403);
    expect(await otto.get('/api/operations/orders/parked')).toMatchObject({ status: 200, body: { items: [] } });
    expect((await new Shop(platform.urls.gateway).get('/api/products')).status).toBe(401);
  });

  it('what somebody does is recorded with who it was', async () => {
    await cleo.dispatchAndDeliver(order);
    expect(await ada.orderIs(order)).toMatchObject({ status: 'completed' });
    expect((await actorsIn('orders', `order-${order}`))[0]).toBe('ada');
    // The shipment was prepared by a policy, at the request of orders.
    expect(await actorsIn('shipping', `shipment-${order}`)).toEqual(['shipment-requests', 'cleo', 'cleo']);
  });

  it('services believe nobody who does not have their token', async () => {
    const headers = { 'millrace-actor': 'otto' };
    expect((await fetch(`${platform.urls.orders}/api/orders/${order}`, { headers })).status).toBe(401);
    const response = await fetch(`${platform.urls.gateway}/api/orders/${order}`, { headers });
    expect(response.status).toBe(401);
  });

  it('every operation of every service says who may use it, so none is forgotten in the table', async () => {
    const { paths } = (await ada.get('/api/openapi.json')).body as { paths: Record<string, Record<string, { security?: object }>> };
    const all = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, { security }]) => ({ operation: `${method} ${path}`, security })),
    );
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ security }) => security === undefined)).toEqual([]);
  });
});
