import type { DomainEvent } from './event.js';
import type { Place } from './version-vector.js';

/** What travels beside an event's data. A storage format: fields are added, never renamed or re-used. */
export interface EventMetadata {
  /** The business transaction the event belongs to, across all services. */
  readonly correlationId: string;
  /** The event or command that led to this event. */
  readonly causationId: string;
  /** The command that was decided. A retry after a broken connection finds it again, so nothing is appended twice. */
  readonly commandId: string;
  /** Hybrid logical clock of the writer, for one timeline across services; never used to decide anything. */
  readonly hlc: string;
  /** W3C trace context of the request or message that led here. */
  readonly traceparent?: string;
  /** Version vector (text) of what the writer had seen: the event's causes. */
  readonly after?: string;
  /** Who asked for it: a customer, an operator, a process. Never a secret. */
  readonly actor?: string;
  /** Places of all events of an append that wrote to several shards, so that whoever needs a clean cut can apply them as one. */
  readonly together?: readonly Pick<Place, 'shard' | 'position'>[];
}

/** An event with its place in the log. Immutable. */
export interface Recorded<Event extends DomainEvent = DomainEvent> extends Place {
  readonly streamId: string;
  /** 1, 2, 3 … in its stream. */
  readonly version: number;
  readonly eventId: string;
  readonly type: Event['type'];
  readonly data: Event['data'];
  readonly schemaVersion: number;
  readonly published: boolean;
  readonly metadata: EventMetadata;
  /** RFC 3339, the database's clock. */
  readonly recordedAt: string;
}
