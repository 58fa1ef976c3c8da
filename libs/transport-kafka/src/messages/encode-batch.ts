import type { Recorded } from '@millrace/decider';
import type { Batch } from '@millrace/transport';
import { dataSchemaOf, header, type HeaderName, placeholderType, sourceOf, typeOf } from './headers.js';

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

/** Names stand here as they are, checked against `header`: an object made with computed ones is a slow dictionary to the engine, and the client walks it often. */
const messageOf = (event: Recorded, prev: number, value: string): OutgoingMessage => {
  const { service, type, metadata } = event;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.eventId,
    ce_source: sourceOf(service),
    ce_type: typeOf(service, type),
    ce_subject: event.streamId,
    ce_time: event.recordedAt,
    ce_dataschema: dataSchemaOf(service, type, event.schemaVersion),
    ce_correlationid: metadata.correlationId,
    ce_causationid: metadata.causationId,
    ce_commandid: metadata.commandId,
    ce_hlc: metadata.hlc,
    ce_generation: event.generation,
    ce_shard: String(event.shard),
    ce_position: String(event.position),
    ce_prev: String(prev),
    ce_streamversion: String(event.version),
  } satisfies Partial<Record<HeaderName, string>>;
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
    ce_specversion: '1.0',
    ce_id: `${source}@${generation}.${shard}:${upTo}`,
    ce_source: sourceOf(source),
    ce_type: placeholderType,
    ce_generation: generation,
    ce_shard: String(shard),
    ce_position: String(upTo),
    ce_prev: String(prev),
  } satisfies Partial<Record<HeaderName, string>>,
});

/** About what the message takes in a request. */
export const bytesOf = ({ key, value, headers }: OutgoingMessage): number => {
  let bytes = 20 + (key?.length ?? 0) + (value === null ? 0 : Buffer.byteLength(value));
  for (const name in headers) bytes += name.length + headers[name]!.length + 4;
  return bytes;
};
