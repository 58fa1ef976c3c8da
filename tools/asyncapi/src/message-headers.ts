/**
 * The headers of a message: CloudEvents 1.0, Kafka binding, binary mode. All are UTF-8 text. The counterpart of what libs/transport-kafka writes; the spec
 * compares the two.
 */
import { type EventVersion, urnOf } from './contracts.js';

const count = { type: 'string', pattern: '^(0|[1-9][0-9]*)$' };
const some = { type: 'string', minLength: 1 };
const described = (description: string, schema: object = some) => ({ ...schema, description });

/** What every message says: of the log, and which places in it the message covers. */
const place = {
  ce_specversion: { const: '1.0' },
  ce_generation: described(
    'The identity of the log and how often it was restored from a backup. Positions of different generations say nothing about each other.',
    { type: 'string', pattern: '^[a-z0-9]{1,16}-[0-9]{1,6}$' },
  ),
  ce_shard: described('The shard of the log: the partition of the topic.', count),
  ce_position: described('1, 2, 3 … in its generation and shard, without gaps, in the order of commits.', count),
  ce_prev: described('The message covers the positions above this one, up to its own: those between are private events.', count),
};

const text = (properties: Record<string, object>, required: readonly string[]) => ({ type: 'object', properties, required });

/** Of a message that carries an event. */
export const eventHeaders = () => {
  const required = {
    ...place,
    'content-type': { const: 'application/json' },
    ce_id: described('The id of the event: the same when it is delivered again.', { type: 'string', format: 'uuid' }),
    ce_source: described('`/millrace/<service>`.'),
    ce_type: described('`<service>.<EventType>`.'),
    ce_subject: described('The id of the stream (`<kind>-<key>`) of which the event is; also the key of the message.'),
    ce_time: described('When it was recorded, by the clock of the database, in UTC.', { type: 'string', format: 'date-time' }),
    ce_dataschema: described('`urn:millrace:<service>:<EventType>:<schema version>`: the $id of the schema of the value.'),
    ce_streamversion: described('1, 2, 3 … in its stream, private events included.', { type: 'string', pattern: '^[1-9][0-9]*$' }),
    ce_correlationid: described('The business transaction, across all services.'),
    ce_causationid: described('The event or request that led to this event.'),
    ce_commandid: described('The command that was decided; a retry has the same.'),
    ce_hlc: described('Hybrid logical clock of the writer: for drawing one timeline, not for deciding on an order.', {
      type: 'string',
      pattern: '^[0-9a-f]{16}$',
    }),
  };
  const optional = {
    traceparent: described('W3C trace context of the request or message that led here.'),
    ce_actor: described('Who asked for it: a customer, an operator, a process.'),
    ce_after: described('Version vector of what the writer had seen, as `orders@k3v9x2ab-1.7:1042,payments@…`: the causes of the event.'),
    ce_together: described('JSON: the places of all events that were written in one go over several shards.', {
      type: 'string',
      contentMediaType: 'application/json',
    }),
  };
  return text({ ...required, ...optional }, Object.keys(required));
};

/** Of a message without a key and a value, that covers places of private events only. */
export const placeholderHeaders = () => {
  const required = {
    ...place,
    ce_id: described('Names the log, the shard and the position.'),
    ce_source: described('`/millrace/<service>`.'),
    ce_type: { const: 'millrace.placeholder' },
  };
  return text(required, Object.keys(required));
};

/** What the headers of one event in one version say besides, word for word. */
export const headersOf = (event: EventVersion) => ({
  properties: {
    ce_source: { const: `/millrace/${event.service}` },
    ce_type: { const: `${event.service}.${event.type}` },
    ce_dataschema: { const: urnOf(event) },
  },
});
