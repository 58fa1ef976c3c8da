import { readFileSync } from 'node:fs';
import type { Recorded } from '@millrace/decider';
import { encodeBatch } from '@millrace/transport-kafka';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { examples } from './examples.js';

/** What the relay writes, against what the document tells of it. */
const document = JSON.parse(readFileSync(new URL('../../../docs/asyncapi.json', import.meta.url), 'utf8'));
const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true })).addSchema(document, 'document');

const problems = (message: string, part: 'headers' | 'payload' | 'bindings/kafka/key', value: unknown) => {
  const validate = ajv.getSchema(`document#/components/messages/${message}/${part}`)!;
  return validate(value) === true ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
};

const placed: Recorded = {
  service: 'orders',
  generation: 'k3v9x2ab-1',
  shard: 7,
  position: 42,
  streamId: 'order-0f8fad5b-d9cb-469f-a165-70867728950e',
  version: 1,
  eventId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  type: 'OrderPlaced',
  data: examples['urn:millrace:orders:OrderPlaced:1'],
  schemaVersion: 1,
  published: true,
  metadata: {
    correlationId: '16fd2706-8baf-433b-82eb-8c7fada847da',
    causationId: 'request-1',
    commandId: 'request-1',
    hlc: '01b2a3c4d5e60000',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    after: 'inventory@k3v9x2ab-1.3:17',
    actor: 'customer',
    together: [{ shard: 7, position: 42 }],
  },
  recordedAt: '2030-01-01T12:00:00.000Z',
};

describe('a message of the relay', () => {
  const [event, placeholder] = encodeBatch({ source: 'orders', generation: 'k3v9x2ab-1', shard: 7, after: 40, upTo: 44, events: [placed] });

  it('with an event is as the document says: key, headers, value', () => {
    expect(problems('orders.OrderPlaced.1', 'bindings/kafka/key', event!.key)).toEqual([]);
    expect(problems('orders.OrderPlaced.1', 'headers', event!.headers)).toEqual([]);
    expect(problems('orders.OrderPlaced.1', 'payload', JSON.parse(event!.value!))).toEqual([]);
  });

  it('has no header that the document does not know', () => {
    const known = Object.keys(document.components.schemas.EventHeaders.properties);
    expect(Object.keys(event!.headers).sort()).toEqual(known.sort());
    const ofPlaceholders = Object.keys(document.components.schemas.PlaceholderHeaders.properties);
    expect(Object.keys(placeholder!.headers).sort()).toEqual(ofPlaceholders.sort());
  });

  it('without an event is a placeholder', () => {
    expect(problems('placeholder', 'headers', placeholder!.headers)).toEqual([]);
    expect(problems('placeholder', 'payload', placeholder!.value)).toEqual([]);
    expect(problems('placeholder', 'bindings/kafka/key', placeholder!.key)).toEqual([]);
  });

  it('is not taken for another event, and not for a placeholder', () => {
    expect(problems('orders.OrderLost.1', 'headers', event!.headers)).not.toEqual([]);
    expect(problems('placeholder', 'headers', event!.headers)).not.toEqual([]);
    expect(problems('orders.OrderPlaced.1', 'headers', placeholder!.headers)).not.toEqual([]);
  });
});
