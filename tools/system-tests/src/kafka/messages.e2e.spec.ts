import { createTestPlatform, testKafka, type TestPlatform, validatorsOf } from '@millrace/testbed';
import { Kafka as CloudEvents } from 'cloudevents';
import type { KafkaMessage } from 'kafkajs';
import { Shop } from '../shop.js';
import { readTopics, topicsOf, withAdmin } from './topics.js';

const textsOf = (headers: KafkaMessage['headers'] = {}): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));

/** What is on the topics after orders went every way they can, as somebody outside sees it, who has the committed contract and the official CloudEvents SDK. */
describe('the messages of a run', () => {
  let platform: TestPlatform;
  let shop: Shop;
  beforeAll(async () => {
    platform = await createTestPlatform({ transport: 'kafka' });
    await platform.startAll();
    shop = new Shop(platform.urls.gateway);
  }, 120_000);
  afterAll(() => platform?.remove(), 60_000);

  const everyWay = async (): Promise<void> => {
    const sku = await shop.product(20);
    expect((await shop.request('PUT', `/api/products/${sku}/price`, { price: { amount: 1_100, currency: 'EUR' } })).status).toBe(200);
    const [delivered, returned, lost] = await Promise.all([1, 2, 3].map(() => shop.another().place({ sku })));
    for (const id of [delivered!, returned!]) await shop.dispatchAndDeliver(id);
    for (const id of [delivered!, returned!]) await shop.orderIs(id, ['completed']);
    await shop.shipment(returned!, 'return', { restock: true });
    await shop.orderIs(returned!, ['returned']);
    await shop.shipmentIs(lost!, 'prepared');
    await shop.shipment(lost!, 'dispatch');
    await shop.shipment(lost!, 'lost');
    await shop.orderIs(lost!, ['lost']);
    await shop.orderIs(await shop.place({ sku, paymentMethod: 'pm_card_declined' }), ['rejected']);
    await shop.orderIs(await shop.place({ sku, quantity: 1_000 }), ['rejected']);
    const cancelled = await shop.place({ sku });
    await shop.shipmentIs(cancelled, 'prepared');
    await shop.post(`/api/orders/${cancelled}/cancel`, { reason: 'changed my mind' });
    await shop.orderIs(cancelled, ['cancelled']);
  };

  it('are CloudEvents, each valid by the committed AsyncAPI document', async () => {
    await everyWay();
    const validators = validatorsOf();
    const wrong: string[] = [];
    const seen = new Map<string, number>();
    const topics = await withAdmin(testKafka(), (admin) => topicsOf(platform, admin));
    await readTopics(testKafka(), topics, (topic, partition, { key, value, headers, offset }) => {
      const texts = textsOf(headers);
      // The SDK wants a value, which a placeholder has not.
      const event = CloudEvents.toEvent({
        value: value ?? 'null',
        headers: { 'content-type': 'application/json', ...texts },
        body: undefined,
      } as never) as unknown as {
        readonly type: string;
        readonly subject?: string;
        readonly data: unknown;
        validate(): boolean;
      };
      seen.set(event.type, (seen.get(event.type) ?? 0) + 1);
      const problems =
        event.type === 'millrace.placeholder' ? [] : (validators.get(texts.ce_dataschema ?? '')?.(event.data) ?? ['is of no known schema']);
      if (!event.validate()) problems.push('is no CloudEvent');
      if ((key && String(key)) !== (event.subject ?? null)) problems.push(`its key is ${String(key)}, its subject ${event.subject}`);
      if (texts.ce_shard !== String(partition)) problems.push(`of shard ${texts.ce_shard} lies in partition ${partition}`);
      wrong.push(...problems.map((problem) => `${topic}, offset ${offset}, ${event.type}: ${problem}`));
    });
    expect(wrong).toEqual([]);
    const published = [...validators.keys()].map((urn) => urn.split(':').slice(2, 4).join('.'));
    const unseen = new Set(published.filter((type) => !seen.has(type)));
    // What this run had no occasion for: a cancellation that comes too late.
    expect([...unseen].filter((type) => type !== 'shipping.ShipmentCancellationRefused')).toEqual([]);
    expect(seen.get('millrace.placeholder')).toBeGreaterThan(0);
  }, 120_000);
});
