import type { Recorded } from '@millrace/decider';
import type { Batch } from '@millrace/transport';
import fc from 'fast-check';
import type { KafkaMessage } from 'kafkajs';
import { coverageOf, eventOf, ForeignMessage } from './decode-message.js';
import { encodeBatch, type OutgoingMessage } from './encode-batch.js';
import { header, placeholderType } from './headers.js';

const [service, generation, shard] = ['orders', 'k3v9x2aa-1', 7];

const recorded = (position: number, data: unknown, metadata: Partial<Recorded['metadata']> = {}): Recorded => ({
  service,
  generation,
  shard,
  position,
  streamId: `order-${position}`,
  version: 3,
  eventId: `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`,
  type: 'OrderPlaced',
  data: data as object,
  schemaVersion: 2,
  published: true,
  metadata: { correlationId: 'c', causationId: 'd', commandId: 'e', hlc: '0197f3c2a4d10000', ...metadata },
  recordedAt: '2026-11-23T09:15:42.118Z',
});

const batchOf = (after: number, upTo: number, ...events: Recorded[]): Batch => ({
  source: service,
  generation,
  shard,
  after,
  upTo,
  events,
});

/** As a broker gives it back. */
const fetched = ({ key, value, headers }: OutgoingMessage): KafkaMessage => ({
  key: key === null ? null : Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)])),
  offset: '5',
  timestamp: '0',
  attributes: 0,
});

const decode = (outgoing: OutgoingMessage) => {
  const message = fetched(outgoing);
  const place = coverageOf(message, service, shard);
  return { ...place, event: eventOf(message, service, shard, place) };
};

describe('messages', () => {
  it('cover the whole stretch, private events by what follows them, or by a placeholder', () => {
    const messages = encodeBatch(batchOf(10, 20, recorded(12, { n: 1 }), recorded(13, { n: 2 }), recorded(17, { n: 3 })));
    expect(
      messages.map((message) => {
        const { prev, position } = decode(message);
        return [prev, position];
      }),
    ).toEqual([
      [10, 12],
      [12, 13],
      [13, 17],
      [17, 20],
    ]);
    expect(messages.at(-1)).toMatchObject({ key: null, value: null, headers: { [header.type]: placeholderType } });
    expect(decode(messages.at(-1)!).event).toBeUndefined();
  });

  it('bring back any event as it was', () => {
    const optional = { requiredKeys: [] };
    const metadata = fc.record(
      {
        traceparent: fc.constant('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
        after: fc.constant('inventory@abcd1234-1.3:88'),
        actor: fc.string(),
        together: fc.array(fc.record({ shard: fc.nat(15), position: fc.integer({ min: 1 }) })),
      },
      optional,
    );
    fc.assert(
      fc.property(fc.jsonValue(), metadata, fc.integer({ min: 1, max: 1e12 }), (data, extra, position) => {
        const value = JSON.parse(JSON.stringify(data)) as unknown; // -0 is 0 in JSON
        const event = recorded(position, value, extra);
        const [message] = encodeBatch(batchOf(position - 1, position, event));
        expect(decode(message!).event).toEqual(event);
      }),
    );
  });

  it('pass JSON text on as it is', () => {
    const [message] = encodeBatch(batchOf(0, 1, recorded(1, '{"amount": 1.10}')), String);
    expect(message!.value).toBe('{"amount": 1.10}');
  });

  it.each([
    ['no headers', () => ({ headers: {} })],
    ['another service', (headers: object) => ({ headers: { ...headers, [header.source]: Buffer.from('/millrace/payments') } })],
    ['another shard', (headers: object) => ({ headers: { ...headers, [header.shard]: Buffer.from('8') } })],
    ['no stretch', (headers: object) => ({ headers: { ...headers, [header.prev]: Buffer.from('1') } })],
    ['a place that is no number', (headers: object) => ({ headers: { ...headers, [header.position]: Buffer.from('x') } })],
  ])('refuses a message with %s', (_, change) => {
    const message = fetched(encodeBatch(batchOf(0, 1, recorded(1, {})))[0]!);
    expect(() => coverageOf({ ...message, ...change(message.headers!) } as KafkaMessage, service, shard)).toThrow(ForeignMessage);
  });

  it.each([
    ['a value that is not JSON', { value: Buffer.from('{') }],
    ['no value', { value: null }],
  ])('refuses an event with %s', (_, change) => {
    const message = { ...fetched(encodeBatch(batchOf(0, 1, recorded(1, {})))[0]!), ...change } as KafkaMessage;
    expect(() => eventOf(message, service, shard, coverageOf(message, service, shard))).toThrow(ForeignMessage);
  });
});
