import { expect } from '@jest/globals';
import type { DomainEvent, Projection, Recorded } from '@millrace/decider';
import { recorded } from './recorded.js';

/**
 * Given these events, in this order, then these documents by key. Plain events become positions 1, 2, 3 … of one shard, a second apart, with the ids
 * `event-1`, `event-2` …; recorded ones are taken as they are. Types the projection does not consume are passed over, as the platform does.
 */
export const projectionSpec = <Document extends object, Event extends DomainEvent>(projection: Projection<Document, Event>) => ({
  given: (...events: readonly (Event | Recorded<Event>)[]) => {
    const documents = documentsAfter(projection, events.map(place));
    return {
      then: (expected: Readonly<Record<string, Document>>) => expect(Object.fromEntries(documents)).toEqual(expected),
      thenDocument: (key: string, expected: Partial<Document> | undefined) =>
        expected === undefined ? expect(documents.get(key)).toBeUndefined() : expect(documents.get(key)).toMatchObject(expected),
    };
  },
});

/** The documents a projection holds after these events. */
export const documentsAfter = <Document extends object, Event extends DomainEvent>(
  projection: Projection<Document, Event>,
  events: readonly Recorded<Event>[],
): Map<string, Document> => {
  const documents = new Map<string, Document>();
  for (const event of events)
    for (const key of keysOf(projection, event)) {
      const document = projection.evolve(frozen(documents.get(key)), event, key);
      if (document === undefined) documents.delete(key);
      else documents.set(key, document);
    }
  return documents;
};

const keysOf = <Document extends object, Event extends DomainEvent>(projection: Projection<Document, Event>, event: Recorded<Event>) => {
  const keys = projection.keys[event.type] as ((event: Recorded<Event>) => string | readonly string[]) | undefined;
  return keys === undefined ? [] : [keys(event)].flat();
};

/** Documents are never changed in place: an attempt throws. */
const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
};

const place = <Event extends DomainEvent>(event: Event | Recorded<Event>, index: number): Recorded<Event> =>
  'recordedAt' in event
    ? event
    : recorded(event, {
        position: index + 1,
        version: index + 1,
        eventId: `event-${index + 1}`,
        recordedAt: new Date(Date.UTC(2030, 0, 1, 0, 0, index + 1)).toISOString(),
      });
