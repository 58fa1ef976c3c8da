import type { EventMetadata, Recorded } from '@millrace/decider';
import type { KafkaMessage } from 'kafkajs';
import { header, placeholderType, sourceOf } from './headers.js';

/** Where a message belongs: it covers the positions `(prev, position]` of a shard. */
export interface Covered {
  readonly generation: string;
  readonly prev: number;
  readonly position: number;
}

/** A message that no relay of ours has written, or that was damaged. It is passed over; if it was ours, its positions are missing and are fetched from the log. */
export class ForeignMessage extends Error {
  override readonly name = 'ForeignMessage';
  readonly code = 'kafka.foreign-message';
}

type Headers = NonNullable<KafkaMessage['headers']>;

/** The stretch a message covers, without looking at its content. Throws ForeignMessage. */
export const coverageOf = ({ headers, offset }: KafkaMessage, service: string, shard: number): Covered => {
  const refuse = (what: string): never => {
    throw new ForeignMessage(`the message at offset ${offset} of shard ${shard} of ${service} ${what}`);
  };
  if (!headers) return refuse('has no headers');
  const generation = optional(headers, header.generation) ?? refuse(`has no ${header.generation}`);
  const [prev, position] = [Number(optional(headers, header.prev)), Number(optional(headers, header.position))];
  if (optional(headers, header.source) !== sourceOf(service)) refuse(`is not of ${sourceOf(service)}`);
  if (Number(optional(headers, header.shard)) !== shard) refuse(`is of shard ${optional(headers, header.shard)}`);
  if (!Number.isSafeInteger(prev) || !Number.isSafeInteger(position) || prev < 0 || position <= prev) refuse(`covers no stretch`);
  return { generation, prev, position };
};

/** The event in a message; undefined for a placeholder. Throws ForeignMessage. */
export const eventOf = (message: KafkaMessage, service: string, shard: number, place: Covered): Recorded | undefined => {
  const { headers = {}, value, offset } = message;
  const read = (name: string): string => {
    const found = optional(headers, name);
    if (found === undefined) throw new ForeignMessage(`the message at offset ${offset} of shard ${shard} of ${service} has no ${name}`);
    return found;
  };
  if (read(header.type) === placeholderType) return undefined;
  const [type, schemaVersion] = schemaOf(read(header.dataSchema), service, offset);
  return {
    service,
    generation: place.generation,
    shard,
    position: place.position,
    streamId: read(header.subject),
    version: Number(read(header.streamVersion)),
    eventId: read(header.id),
    type,
    data: dataOf(value, service, shard, offset),
    schemaVersion,
    published: true,
    metadata: metadataOf(headers, read),
    recordedAt: read(header.time),
  };
};

const optional = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return value === undefined ? undefined : String(value);
};

const metadataOf = (headers: Headers, read: (name: string) => string): EventMetadata => {
  const [traceparent, after, actor, together] = [header.traceparent, header.after, header.actor, header.together].map((name) =>
    optional(headers, name),
  );
  return {
    correlationId: read(header.correlationId),
    causationId: read(header.causationId),
    commandId: read(header.commandId),
    hlc: read(header.hlc),
    ...(traceparent !== undefined && { traceparent }),
    ...(after !== undefined && { after }),
    ...(actor !== undefined && { actor }),
    ...(together !== undefined && { together: JSON.parse(together) as NonNullable<EventMetadata['together']> }),
  };
};

const schemaOf = (urn: string, service: string, offset: string): [type: string, schemaVersion: number] => {
  const start = `urn:millrace:${service}:`;
  const [type, version] = urn.startsWith(start) ? urn.slice(start.length).split(':') : [];
  if (type === undefined || version === undefined || !Number.isSafeInteger(Number(version)))
    throw new ForeignMessage(`the message at offset ${offset} of ${service} names no schema of ${service}: ${urn.slice(0, 100)}`);
  return [type, Number(version)];
};

const dataOf = (value: Buffer | null, service: string, shard: number, offset: string): unknown => {
  if (value === null) throw new ForeignMessage(`the message at offset ${offset} of shard ${shard} of ${service} has no value`);
  try {
    return JSON.parse(String(value));
  } catch (error) {
    throw new ForeignMessage(`the message at offset ${offset} of shard ${shard} of ${service} is not JSON`, { cause: error });
  }
};
