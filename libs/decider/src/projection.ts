import type { DomainEvent } from './event.js';
import type { Recorded } from './recorded.js';

/**
 * A fold from events to documents: `(document | none, event) → document | none`, by key. Pure; documents are plain values and never changed
 * in place. Events of one stream arrive in order; events of different streams in any order that respects each shard's.
 */
export interface Projection<Document extends object, Event extends DomainEvent = DomainEvent> {
  readonly name: string;
  /** Raised when the documents mean something else than before: the table is built anew. */
  readonly version: number;
  /** For each event type consumed: the documents it concerns. */
  readonly keys: { readonly [Type in Event['type']]: (event: Recorded<Extract<Event, { type: Type }>>) => string | readonly string[] };
  evolve(document: Document | undefined, event: Recorded<Event>, key: string): Document | undefined;
}
