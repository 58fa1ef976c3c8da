import type { DomainEvent, Projection, Recorded } from '@millrace/decider';
import type { EventStore } from '@millrace/event-store';

/** The document as events make it, without a table. */
export const foldDocument = <Document extends object, Event extends DomainEvent>(
  projection: Projection<Document, Event>,
  key: string,
  events: readonly Recorded[],
): Document | undefined =>
  events
    .filter(({ type }) => type in projection.keys)
    .reduce<Document | undefined>((document, event) => projection.evolve(document, event as Recorded<Event>, key), undefined);

/**
 * The document straight from the log, for what must be found before its projection has seen it: what a `Location` names never answers 404.
 * Only for documents that are made of one stream.
 */
export const documentFromLog = async <Document extends object, Event extends DomainEvent>(
  store: Pick<EventStore, 'load'>,
  projection: Projection<Document, Event>,
  key: string,
  streamId: string,
): Promise<Document | undefined> => foldDocument(projection, key, (await store.load([{ streamId }])).get(streamId)?.events ?? []);
