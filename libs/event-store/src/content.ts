import { type EventCatalogue, streamKey } from '@millrace/decider';
import { type AppendRequest, ContentRefused, type NewEvent, UnknownEventType } from './event-store.js';

/** Bytes of an event's data as JSON text: below Kafka's usual message limit of 1 MB, with room for the headers. */
export const maxDataBytes = 900_000;
/** Bytes of an event's metadata as JSON text. */
export const maxMetadataBytes = 60_000;
/** Characters of a stream id, and of each id in the metadata. They are index keys. */
export const maxIdLength = 200;
const maxDepth = 100;

/** An event as it will be stored: its JSON text is made once, where its content is checked. */
export interface CheckedEvent {
  readonly event: NewEvent;
  readonly data: string;
  readonly metadata: string;
}

/**
 * Checks what a store must refuse before it queues a request, and answers the events' JSON texts, in order of the request. Throws `ContentRefused`.
 * Plain JSON only: what would be read back differently (a Date, an undefined in an array, NaN) is refused; an undefined property is left out, as JSON does.
 */
export const checkContent = (request: AppendRequest, catalogue: EventCatalogue): readonly CheckedEvent[] => {
  if (!isId(request.commandId))
    throw new ContentRefused('', `command id ${quote(request.commandId)} is not a text of 1 to ${maxIdLength} characters`);
  const names = new Set<string>();
  return request.streams.flatMap(({ streamId, events }) => {
    checkStreamId(streamId);
    if (names.size === names.add(streamId).size) throw new ContentRefused('', `stream ${streamId} is named twice in one request`);
    return events.map((event) => checkEvent(event, request.commandId, catalogue));
  });
};

const checkEvent = (event: NewEvent, commandId: string, catalogue: EventCatalogue): CheckedEvent => {
  if (!Object.hasOwn(catalogue, event.type)) {
    const unknown = new UnknownEventType(event.type);
    throw Object.assign(new ContentRefused('', unknown.message), { cause: unknown });
  }
  if (!uuid.test(event.eventId)) throw new ContentRefused('', `event id ${quote(event.eventId)} of ${event.type} is not a UUID`);
  if (event.metadata.commandId !== commandId)
    throw new ContentRefused('/commandId', `metadata of ${event.type}: not the request's command id, by which a retry finds its events`);
  return { event, data: jsonOf(event.data, maxDataBytes, `data of ${event.type}`), metadata: checkMetadata(event) };
};

const checkMetadata = ({ metadata, type }: NewEvent): string => {
  for (const name of ['correlationId', 'causationId', 'commandId'] as const)
    if (!isId(metadata[name])) throw new ContentRefused(`/${name}`, `metadata of ${type}: not a text of 1 to ${maxIdLength} characters`);
  return jsonOf(metadata, maxMetadataBytes, `metadata of ${type}`);
};

const jsonOf = (value: unknown, maxBytes: number, what: string): string => {
  const fault = faultOf(value, 0);
  if (fault) throw new ContentRefused(fault.path, `${what}: ${fault.reason}`);
  const text = JSON.stringify(value);
  const bytes = text.length * 3 <= maxBytes ? 0 : Buffer.byteLength(text);
  if (bytes > maxBytes) throw new ContentRefused('', `${what}: ${bytes} bytes of JSON, at most ${maxBytes} can be stored`);
  return text;
};

interface Fault {
  readonly path: string;
  readonly reason: string;
}

/** Finds the first part that JSON or PostgreSQL's jsonb cannot hold. Allocates nothing while all is well: this runs for every event. */
const faultOf = (value: unknown, depth: number): Fault | undefined => {
  switch (typeof value) {
    case 'string':
      return textFault(value);
    case 'number':
      return Number.isFinite(value) ? undefined : { path: '', reason: `${value} is not a number JSON can hold` };
    case 'boolean':
      return undefined;
    case 'object':
      if (value === null) return undefined;
      if (depth >= maxDepth) return { path: '', reason: `nested deeper than ${maxDepth} levels` };
      return Array.isArray(value) ? itemFault(value, depth) : propertyFault(value, depth);
    default:
      return { path: '', reason: `a ${typeof value} is not JSON` };
  }
};

const itemFault = (items: readonly unknown[], depth: number): Fault | undefined => {
  for (let index = 0; index < items.length; index++) {
    const fault = faultOf(items[index], depth + 1);
    if (fault) return { path: `/${index}${fault.path}`, reason: fault.reason };
  }
  return undefined;
};

const propertyFault = (value: object, depth: number): Fault | undefined => {
  // The root prototype of any realm will do (structuredClone, vm contexts); a class instance has one more in between.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    return { path: '', reason: `a ${value.constructor?.name ?? 'class instance'} is not plain JSON` };
  for (const name in value) {
    const property = (value as Record<string, unknown>)[name];
    if (property === undefined) continue;
    const fault = textFault(name) ?? faultOf(property, depth + 1);
    if (fault) return { path: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${fault.path}`, reason: fault.reason };
  }
  return undefined;
};

const textFault = (text: string): Fault | undefined => {
  if (text.includes('\0')) return { path: '', reason: 'a NUL character cannot be stored' };
  return !/\p{Surrogate}/u.test(text) ? undefined : { path: '', reason: 'a lone surrogate is not Unicode text' };
};

const checkStreamId = (id: string): void => {
  if (!isId(id) || !/^[^\p{Cc}]+$/u.test(id))
    throw new ContentRefused('', `stream id ${quote(id)} is not 1 to ${maxIdLength} printable characters`);
  try {
    streamKey(id);
  } catch (error) {
    throw new ContentRefused('', (error as Error).message);
  }
};

const isId = (text: unknown): text is string =>
  typeof text === 'string' && text.length > 0 && text.length <= maxIdLength && textFault(text) === undefined;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const quote = (value: unknown): string => JSON.stringify(String(value).slice(0, 80));
