import { randomUUID } from 'node:crypto';
import { createTestPlatform, type TestPlatform } from '@millrace/testbed';
import { Shop, shipTo } from './shop.js';

/** Every way an order can go, through REST, on real processes and databases. Deadlines are short. */
describe('an order', () => {
  let platform: TestPlatform;
  let shop: Shop;
  beforeAll(async () => {
    platform = await createTestPlatform({ extra: { orders: { PAYMENT_DEADLINE_MS: '10000', DISPATCH_DEADLINE_MS: '600000' } } });
    await platform.startAll();
    shop = new Shop(platform.urls.gateway);
  }, 120_000);
  afterAll(() => platform?.remove(), 60_000);

  const stockOf = async (sku: string) =>
    (await shop.get(`/api/products/${sku}`)).body as { onHand: number; reserved: number; available: number };
  const paymentOf = async (orderId: string) =>
    ((await shop.get(`/api/payments?orderId=${orderId}`)).body as { items: { status: string }[] }).items[0];

  it('goes from placed to completed, and the books and the stock agree', async () => {
    const sku = await shop.product(10, { amount: 1_250 });
    const placed = await shop.placing({ sku, quantity: 3 });
    expect(placed).toMatchObject({ status: 202, body: { status: 'placed' } });
    const id = (placed.body as { orderId: string }).orderId;
    expect(placed.headers.get('location')).toBe(`/api/orders/${id}`);
    expect(placed.headers.get('consistency-token')).toMatch(/^v1\./);
    expect((await shop.order(id)).status).toBe(200);

    await shop.orderIs(id, ['authorised']);
    expect(await shop.shipmentIs(id, 'prepared')).toMatchObject({ orderId: id });
    expect((await shop.shipment(id, 'dispatch', { trackingNumber: 'T-1' })).status).toBeLessThan(300);
    await shop.orderIs(id, ['shipped']);
    expect((await shop.shipment(id, 'deliver')).status).toBeLessThan(300);
    expect(await shop.orderIs(id)).toMatchObject({
      status: 'completed',
      lines: [{ sku, quantity: 3, unitPrice: { amount: 1_250, currency: 'EUR' } }],
    });

    await shop.eventually('stock has left', 5_000, async () => {
      const stock = await stockOf(sku);
      return { done: stock.onHand === 7, value: stock };
    });
    expect(await stockOf(sku)).toMatchObject({ onHand: 7, reserved: 0, available: 7 });
    // Each service's page of it follows in its own time.
    await shop.eventually('the payment is captured', 5_000, async () => {
      const payment = await paymentOf(id);
      return { done: payment?.status === 'captured', value: payment };
    });
    const entries = (await shop.get(`/api/ledger/entries?orderId=${id}`)).body as { items: { amount: number }[] };
    expect(entries.items.length).toBeGreaterThanOrEqual(2);
    expect(entries.items.reduce((sum, { amount }) => sum + amount, 0)).toBe(0);
  });

  it('shows its journey across the services, causes before effects', async () => {
    const sku = await shop.product(1);
    const id = await shop.place({ sku });
    await shop.dispatchAndDeliver(id);
    await shop.orderIs(id, ['completed']);
    const journey = (await shop.get(`/api/orders/${id}/journey`)).body as {
      events: { service: string; type: string; eventId: string; causationId: string }[];
    };
    expect(new Set(journey.events.map(({ service }) => service))).toEqual(new Set(['orders', 'inventory', 'payments', 'shipping']));
    expect(journey.events[0]).toMatchObject({ service: 'orders', type: 'OrderPlaced' });
    const seen = new Set<string>();
    const all = new Set(journey.events.map(({ eventId }) => eventId));
    for (const { eventId, causationId } of journey.events) {
      if (all.has(causationId)) expect(seen.has(causationId)).toBe(true);
      seen.add(eventId);
    }
    expect(journey.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['StockReserved', 'PaymentAuthorised', 'ShipmentDispatched', 'PaymentCaptured', 'OrderCompleted']),
    );
  });

  it.each([
    ['pm_card_declined', 'payment.declined'],
    ['pm_card_insufficient_funds', 'payment.insufficient-funds'],
    ['pm_card_hang', 'payment.timeout'],
  ])('paid with %s is rejected as %s, and its stock is free again', async (paymentMethod, reason) => {
    const sku = await shop.product(2);
    const id = await shop.place({ sku, quantity: 2, paymentMethod });
    expect(await shop.orderIs(id)).toMatchObject({ status: 'rejected', reason });
    await shop.eventually('stock is free', 10_000, async () => {
      const stock = await stockOf(sku);
      return { done: stock.available === 2, value: stock };
    });
  });

  it.each(['pm_card_error', 'pm_card_lost_answer'])('paid with %s completes, charged once', async (paymentMethod) => {
    const sku = await shop.product(1);
    const id = await shop.place({ sku, paymentMethod });
    await shop.dispatchAndDeliver(id);
    expect(await shop.orderIs(id)).toMatchObject({ status: 'completed' });
    expect(await chargesOf(id)).toMatchObject({ authorisations: 1, captures: 1 });
  });

  it('for more than there is, in one line of several, is rejected whole', async () => {
    const [plenty, scarce] = [await shop.product(10), await shop.product(1)];
    const id = await shop.place({
      lines: [
        { sku: plenty, quantity: 5 },
        { sku: scarce, quantity: 2 },
      ],
    });
    expect(await shop.orderIs(id)).toMatchObject({ status: 'rejected', reason: 'stock.short' });
    expect(await stockOf(plenty)).toMatchObject({ onHand: 10, reserved: 0 });
  });

  it('is placed once by a retry with its key, and the key is for one request only', async () => {
    const sku = await shop.product(5);
    const key = randomUUID();
    const first = await shop.placing({ sku, key });
    const again = await shop.placing({ sku, key });
    expect([first.status, again.status]).toEqual([202, 202]);
    expect((again.body as { orderId: string }).orderId).toBe((first.body as { orderId: string }).orderId);
    expect(await shop.placing({ sku, quantity: 2, key })).toMatchObject({ status: 422, body: { code: 'idempotency.key-reused' } });
    const list = (await shop.get('/api/orders?customerId=ann&limit=100')).body as { items: { orderId: string }[] };
    expect(list.items.filter(({ orderId }) => orderId === (first.body as { orderId: string }).orderId)).toHaveLength(1);
  });

  it('is refused when the price is not the one expected', async () => {
    const sku = await shop.product(5, { amount: 900 });
    const body = {
      customerId: 'ann',
      lines: [{ sku, quantity: 1 }],
      paymentMethod: 'pm_card_visa',
      shipTo,
      expectedTotal: { amount: 1, currency: 'EUR' },
    };
    const refused = await shop.post('/api/orders', body, { 'idempotency-key': randomUUID() });
    expect(refused).toMatchObject({ status: 409, body: { code: 'order.price-changed' } });
  });

  it('cancelled before it is dispatched is cancelled, unpaid, and its stock is free', async () => {
    const sku = await shop.product(1);
    const id = await shop.place({ sku });
    await shop.shipmentIs(id, 'prepared');
    expect(await shop.post(`/api/orders/${id}/cancel`, { reason: 'changed my mind' })).toMatchObject({
      status: 202,
      body: { status: 'cancelling' },
    });
    expect(await shop.orderIs(id)).toMatchObject({ status: 'cancelled', reason: 'customer' });
    await shop.eventually('money and stock are back', 10_000, async () => {
      const [payment, stock] = [await paymentOf(id), await stockOf(sku)];
      return { done: payment?.status === 'voided' && stock.available === 1, value: { payment, stock } };
    });
    expect((await shop.shipment(id, 'dispatch')).status).toBe(409);
  });

  it('cancelled after it was dispatched goes on', async () => {
    const sku = await shop.product(1);
    const id = await shop.place({ sku });
    await shop.shipmentIs(id, 'prepared');
    await shop.shipment(id, 'dispatch');
    const answer = await shop.post(`/api/orders/${id}/cancel`);
    expect([202, 409]).toContain(answer.status); // orders may not know of the dispatch yet
    await shop.shipment(id, 'deliver');
    expect(await shop.orderIs(id)).toMatchObject({ status: 'completed' });
  });

  it('whose cancellation races with authorisation and dispatch ends consistently, whoever wins', async () => {
    const sku = await shop.product(30);
    const results = await Promise.all(
      Array.from({ length: 30 }, async (_, i) => {
        const id = await shop.place({ sku, customerId: `racer-${i}` });
        if (i % 3 === 1) await shop.orderIs(id, ['reserved', 'authorised']);
        if (i % 3 === 2) await shop.shipmentIs(id, 'prepared');
        const [cancelled, dispatched] = await Promise.all([
          shop.post(`/api/orders/${id}/cancel`),
          i % 3 === 2 ? shop.shipment(id, 'dispatch') : Promise.resolve(undefined),
        ]);
        expect([202, 409]).toContain(cancelled.status);
        if (dispatched && dispatched.status < 300) await shop.shipment(id, 'deliver');
        const order = (await shop.orderIs(id)) as { status: string };
        return { id, status: order.status };
      }),
    );
    for (const { id, status } of results) {
      expect(['cancelled', 'completed']).toContain(status);
      const expected = status === 'cancelled' ? ['voided', 'none'] : ['captured'];
      await shop.eventually(`payment of ${id} is ${expected.join(' or ')}`, 10_000, async () => {
        const payment = await paymentOf(id);
        return { done: expected.includes(payment?.status ?? 'none'), value: payment };
      });
    }
    const sold = results.filter(({ status }) => status === 'completed').length;
    await shop.eventually('stock agrees', 10_000, async () => {
      const stock = await stockOf(sku);
      return { done: stock.onHand === 30 - sold && stock.reserved === 0, value: stock };
    });
  }, 90_000);

  it('lost on the way is refunded', async () => {
    const sku = await shop.product(1);
    const id = await shop.place({ sku });
    await shop.shipmentIs(id, 'prepared');
    await shop.shipment(id, 'dispatch');
    expect((await shop.shipment(id, 'lost')).status).toBeLessThan(300);
    expect(await shop.orderIs(id)).toMatchObject({ status: 'lost' });
    await shop.eventually('refunded', 10_000, async () => {
      const payment = await paymentOf(id);
      return { done: payment?.status === 'refunded', value: payment };
    });
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('returned after delivery (restock: %s) is refunded, and the stock says so', async (restock, onHand) => {
    const sku = await shop.product(1);
    const id = await shop.place({ sku });
    expect((await shop.shipment(id, 'return', { restock })).status).toBeGreaterThanOrEqual(400);
    await shop.dispatchAndDeliver(id);
    await shop.orderIs(id, ['completed']);
    expect((await shop.shipment(id, 'return', { restock })).status).toBeLessThan(300);
    expect(await shop.orderIs(id, ['returned'])).toMatchObject({ status: 'returned' });
    await shop.eventually('stock agrees', 10_000, async () => {
      const stock = await stockOf(sku);
      return { done: stock.onHand === onHand && stock.reserved === 0, value: stock };
    });
  });

  it('never answers 404 for an order it has just accepted, nor for a product the client has just made', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const own = shop.another();
        const sku = await own.product(1);
        const id = await own.place({ sku });
        return (await own.order(id)).status;
      }),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  const chargesOf = async (orderId: string): Promise<unknown> => {
    const payment = ((await shop.get(`/api/payments?orderId=${orderId}`)).body as { items: { reference: string }[] }).items[0]!;
    const key = payment.reference;
    const response = await fetch(`${platform.urls.acquirer}/authorisations/${key}/charges`, {
      headers: { authorization: `Bearer ${platform.internalToken}` },
    });
    return response.json();
  };
});
