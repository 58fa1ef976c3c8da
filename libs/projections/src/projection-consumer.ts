import type { DomainEvent, Projection, Recorded } from '@millrace/decider';
import type { Transaction } from '@millrace/event-store';
import { type Consumer, KeyFailed, type KeyedInput } from '@millrace/subscriptions';
import type { DocumentTable } from './document-table.js';

/** Bulk load, fold in memory, bulk upsert: three statements a batch, however many events it has. */
export const projectionConsumer = <Document extends object, Event extends DomainEvent>(
  projection: Projection<Document, Event>,
  table: DocumentTable<Document>,
): Consumer => {
  const keys = projection.keys as unknown as Readonly<Record<string, (event: Recorded) => string | readonly string[]>>;
  return {
    name: projection.name,
    types: new Set(Object.keys(keys)),
    keysOf: (event) => [keys[event.type]!(event)].flat(),
    apply: async (tx, inputs) => {
      const before = await table.load(tx, [...new Set(inputs.map(({ key }) => key))]);
      const changes = foldAll(projection, inputs, before);
      if (changes.size > 0) await table.save(tx, changes);
      return [];
    },
  };
};

/** Only what changed: a fold that answers the same document leaves the row alone. */
const foldAll = <Document extends object, Event extends DomainEvent>(
  projection: Projection<Document, Event>,
  inputs: readonly KeyedInput[],
  before: ReadonlyMap<string, Document>,
): Map<string, Document | undefined> => {
  const documents = new Map<string, Document | undefined>(before);
  const changes = new Map<string, Document | undefined>();
  for (const { key, event } of inputs) {
    const known = documents.get(key);
    const next = foldOne(projection, known, event as Recorded<Event>, key);
    if (next === known) continue;
    documents.set(key, next);
    changes.set(key, next);
  }
  return changes;
};

const foldOne = <Document extends object, Event extends DomainEvent>(
  projection: Projection<Document, Event>,
  document: Document | undefined,
  event: Recorded<Event>,
  key: string,
): Document | undefined => {
  try {
    return projection.evolve(document, event, key);
  } catch (error) {
    throw new KeyFailed(projection.name, key, error);
  }
};

export interface EventHandler {
  readonly name: string;
  readonly types: readonly string[];
  /** What the event concerns; an input that keeps failing parks this key. */
  keyOf(event: Recorded): string;
  /** Runs in the subscription's transaction, exactly once in effect. Locks what it changes in key order. */
  handle(tx: Transaction, event: Recorded): Promise<void>;
}

/** For what a fold cannot say: a handler with the transaction. It pays a round trip per event, so a fold is better where it does. */
export const handlerConsumer = (handler: EventHandler): Consumer => ({
  name: handler.name,
  types: new Set(handler.types),
  keysOf: (event) => [handler.keyOf(event)],
  apply: async (tx, inputs) => {
    for (const { key, event } of inputs) {
      try {
        await handler.handle(tx, event);
      } catch (error) {
        throw new KeyFailed(handler.name, key, error);
      }
    }
    return [];
  },
});
