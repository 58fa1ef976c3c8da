import type { Recorded } from '@millrace/decider';
import type { Batch } from '@millrace/transport';
import { dataSchemaOf, header, placeholderType, sourceOf, typeOf } from './headers.js';

/** A message as the client wants it. */
export interface OutgoingMessage {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Record<string, string>;
}

/**
 * The messages that carry a stretch of a shard: each covers the positions `(prev, position]`, together all of `(after, upTo]`. What follows the last published
 * event is covered by a placeholder. `jsonOf` is for events whose data is JSON text already: a relay need not parse what it passes on.
 */
export const encodeBatch = (batch: Batch, jsonOf: (data: unknown) => string = JSON.stringify): OutgoingMessage[] => {
  let prev = batch.after;
  const messages = batch.events.map((event) => {
    const message = messageOf(event, prev, jsonOf(event.data));
    prev = event.position;
    return message;
  });
  if (prev < batch.upTo) messages.push(placeholderOf(batch, prev));
  return messages;
};

const messageOf = (event: Recorded, prev: number, value: string): OutgoingMessage => {
  const { service, type, metadata } = event;
  const headers: Record<string, string> = {
    [header.contentType]: 'application/json',
    [header.specVersion]: '1.0',
    [header.id]: event.eventId,
    [header.source]: sourceOf(service),
    [header.type]: typeOf(service, type),
    [header.subject]: event.streamId,
    [header.time]: event.recordedAt,
    [header.dataSchema]: dataSchemaOf(service, type, event.schemaVersion),
    [header.correlationId]: metadata.correlationId,
    [header.causationId]: metadata.causationId,
    [header.commandId]: metadata.commandId,
    [header.hlc]: metadata.hlc,
    [header.generation]: event.generation,
    [header.shard]: String(event.shard),
    [header.position]: String(event.position),
    [header.prev]: String(prev),
    [header.streamVersion]: String(event.version),
  };
  if (metadata.traceparent !== undefined) headers[header.traceparent] = metadata.traceparent;
  if (metadata.actor !== undefined) headers[header.actor] = metadata.actor;
  if (metadata.after !== undefined) headers[header.after] = metadata.after;
  if (metadata.together !== undefined) headers[header.together] = JSON.stringify(metadata.together);
  return { key: event.streamId, value, headers };
};

const placeholderOf = ({ source, generation, shard, upTo }: Batch, prev: number): OutgoingMessage => ({
  key: null,
  value: null,
  headers: {
    [header.specVersion]: '1.0',
    [header.id]: `${source}@${generation}.${shard}:${upTo}`,
    [header.source]: sourceOf(source),
    [header.type]: placeholderType,
    [header.generation]: generation,
    [header.shard]: String(shard),
    [header.position]: String(upTo),
    [header.prev]: String(prev),
  },
});

/** About what the message takes in a request. */
export const bytesOf = ({ key, value, headers }: OutgoingMessage): number => {
  let bytes = 20 + (key?.length ?? 0) + (value === null ? 0 : Buffer.byteLength(value));
  for (const name in headers) bytes += name.length + headers[name]!.length + 4;
  return bytes;
};
