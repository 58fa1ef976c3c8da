import { type EventCatalogue, type Recorded, shardOf } from '@millrace/decider';
import { type CheckedEvent, checkContent } from '../content.js';
import { type AppendOutcome, type AppendRequest, ContentRefused, type StreamAppend } from '../event-store.js';
import type { InMemoryLog } from './in-memory-log.js';
import type { InMemoryTransaction } from './in-memory-transactor.js';

export interface AppendContext {
  readonly log: InMemoryLog;
  readonly service: string;
  readonly generation: string;
  readonly shards: number;
  readonly catalogue: EventCatalogue;
  /** RFC 3339, of the whole call. */
  readonly recordedAt: string;
  readonly tx: InMemoryTransaction;
}

/** The append of the port's description, one request after the other, over state in memory. */
export const appendInOrder = (requests: readonly AppendRequest[], context: AppendContext): AppendOutcome[] => {
  const failed = new Set<string>();
  return requests.map((request) => {
    const outcome = appendOne(request, failed, context);
    if (outcome.kind !== 'appended') for (const { streamId } of request.streams) failed.add(streamId);
    return outcome;
  });
};

const appendOne = (request: AppendRequest, failed: ReadonlySet<string>, context: AppendContext): AppendOutcome => {
  let checked: readonly CheckedEvent[];
  try {
    checked = checkContent(request, context.catalogue);
  } catch (error) {
    if (error instanceof ContentRefused) return { kind: 'refused', error };
    throw error;
  }
  const repeated = request.retry ? repetitionOf(request, context) : [];
  if (repeated.length > 0) return { kind: 'appended', events: repeated, versions: versionsAfter(request, repeated, context.log) };
  if (request.streams.some((stream) => failed.has(stream.streamId) || !holds(stream, context.log)))
    return { kind: 'conflict', actual: versionsOf(request, context.log) };
  const events = recorded(request, checked, context);
  context.log.write(events, context.tx);
  return { kind: 'appended', events, versions: versionsOf(request, context.log) };
};

const holds = ({ streamId, expected }: StreamAppend, log: InMemoryLog): boolean =>
  expected === 'any' || log.version(streamId) === (expected === 'none' ? 0 : expected);

const versionsOf = (request: AppendRequest, log: InMemoryLog): Map<string, number> =>
  new Map(request.streams.map(({ streamId }) => [streamId, log.version(streamId)]));

const versionsAfter = (request: AppendRequest, events: readonly Recorded[], log: InMemoryLog): Map<string, number> => {
  const versions = versionsOf(request, log);
  for (const { streamId, version } of events) versions.set(streamId, version);
  return versions;
};

/** What an earlier attempt with the same command id has appended. An exact expectation looks only above the version it expects. */
const repetitionOf = ({ commandId, streams }: AppendRequest, { log, tx }: AppendContext): Recorded[] =>
  streams.flatMap(({ streamId, expected }) =>
    log
      .stream(streamId, tx)
      .slice(typeof expected === 'number' ? expected : 0)
      .filter(({ metadata }) => metadata.commandId === commandId),
  );

const recorded = (request: AppendRequest, checked: readonly CheckedEvent[], context: AppendContext): Recorded[] => {
  const heads = new Map<number, number>();
  let next = 0;
  const events = request.streams.flatMap(({ streamId, events }) => {
    const shard = shardOf(streamId, context.shards);
    const version = context.log.version(streamId);
    return events.map(({ eventId, type }, index): Recorded => {
      const position = (heads.get(shard) ?? context.log.head(shard)) + 1;
      heads.set(shard, position);
      const { data, metadata } = checked[next++]!;
      const { schemaVersion, published } = context.catalogue[type]!;
      const place = { service: context.service, generation: context.generation, shard, position };
      const content = {
        type,
        schemaVersion,
        published,
        data: JSON.parse(data) as unknown,
        metadata: JSON.parse(metadata) as Recorded['metadata'],
      };
      return { ...place, streamId, version: version + index + 1, eventId, ...content, recordedAt: context.recordedAt };
    });
  });
  if (heads.size < 2) return events;
  const together = events.map(({ shard, position }) => ({ shard, position }));
  return events.map((event) => ({ ...event, metadata: { ...event.metadata, together } }));
};
