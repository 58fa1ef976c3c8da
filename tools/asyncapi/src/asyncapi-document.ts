import type { CommittedSchema } from './committed-schemas.js';
import { type EventVersion, urnOf } from './contracts.js';
import { examples } from './examples.js';
import { eventHeaders, headersOf, placeholderHeaders } from './message-headers.js';

/**
 * The topics of all services as an AsyncAPI 3.0 document. It says what is sent and nothing of who receives: whoever has a Kafka client and the right to read may.
 * Payloads are in the document word for word, so that it is enough by itself; they keep to what JSON Schema draft 7, AsyncAPI's own, and 2020-12 have in common.
 */
export const asyncApiDocument = (services: readonly string[], schemas: readonly CommittedSchema[]): object => ({
  asyncapi: '3.0.0',
  info: {
    title: 'Millrace: published events',
    // Of the form of messages: their keys and headers. Every event has a version of its own.
    version: '1.0.0',
    description,
    license: { name: 'MIT' },
  },
  defaultContentType: 'application/json',
  servers: { kafka: server },
  channels: byName(services, channelName, (service) => channel(service, schemas)),
  operations: byName(services, (service) => `${service}.publish`, operation),
  components: {
    schemas: { EventHeaders: eventHeaders(), PlaceholderHeaders: placeholderHeaders() },
    messages: { ...byName(schemas, ({ event }) => messageName(event), message), placeholder },
  },
});

const description = `The events that Millrace's services publish, one topic for each service, as CloudEvents 1.0 in the binary mode of its Kafka binding.

Delivery is at least once, in order within a partition; a repeated message may come after later ones. \`ce_id\`, or \`ce_generation\`, \`ce_shard\` and \`ce_position\` together, tell a repetition.
Messages of type \`millrace.placeholder\` have neither key nor value: pass over them.

Within a version of an event only optional properties are added: pass over properties you do not know. \`ce_dataschema\` names the version.
Topics keep events of earlier versions, whose schemas are here too.`;

const server = {
  host: '{broker}',
  protocol: 'kafka',
  description: 'Any broker of the cluster. Whether it wants TLS and SASL is for its operators to say.',
  variables: { broker: { default: 'localhost:9092', description: 'host:port, one of KAFKA_BROKERS' } },
};

const streamId = {
  type: 'string',
  pattern: '^[^-]+-.+$',
  description: 'The id of the stream, `<kind>-<key>`: events of one stream are in order.',
};

const channelName = (service: string): string => `${service}.events`;
const messageName = ({ service, type, version }: EventVersion): string => `${service}.${type}.${version}`;
const reference = (...path: string[]) => ({ $ref: `#/${path.join('/')}` });

const channel = (service: string, schemas: readonly CommittedSchema[]) => ({
  address: `{prefix}${channelName(service)}`,
  title: `What ${service} publishes`,
  description:
    'As many partitions as the log of the service has shards (16, unless it was made with another number): the partition is the shard. ' +
    'Streams of one key, as `order-8f3c` and `fulfilment-8f3c`, share a partition.',
  parameters: { prefix: { default: '', description: 'KAFKA_TOPIC_PREFIX of the platform: empty, unless several share a cluster.' } },
  messages: {
    ...byName(
      schemas.filter(({ event }) => event.service === service),
      ({ event }) => `${event.type}.${event.version}`,
      ({ event }) => reference('components', 'messages', messageName(event)),
    ),
    placeholder: reference('components', 'messages', 'placeholder'),
  },
});

const operation = (service: string) => ({
  action: 'send',
  channel: reference('channels', channelName(service)),
  summary: `${service} publishes what happened, in the order in which it was committed.`,
});

const message = ({ event, schema: { $schema: _, ...payload } }: CommittedSchema) => ({
  name: `${event.service}.${event.type}`,
  title: `${event.type}, version ${event.version}`,
  ...(payload.description !== undefined && { summary: payload.description }),
  headers: { allOf: [reference('components', 'schemas', 'EventHeaders'), headersOf(event)] },
  payload,
  bindings: { kafka: { key: streamId, bindingVersion: '0.5.0' } },
  ...(examples[urnOf(event)] && { examples: [{ payload: examples[urnOf(event)] }] }),
});

const placeholder = {
  name: 'millrace.placeholder',
  title: 'Private events, not shown',
  summary:
    'Covers the places of events that are private to the service, so that a consumer can tell a gap from a silence. To be passed over.',
  headers: reference('components', 'schemas', 'PlaceholderHeaders'),
  payload: { type: 'null' },
  bindings: { kafka: { key: { type: 'null' }, bindingVersion: '0.5.0' } },
};

const byName = <Item, Value>(items: readonly Item[], name: (item: Item) => string, value: (item: Item) => Value): Record<string, Value> =>
  Object.fromEntries(items.map((item) => [name(item), value(item)]));
