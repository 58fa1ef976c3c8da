import { randomUUID } from 'node:crypto';
import { declareEvents, type DomainEvent, type EventCatalogue } from '@millrace/decider';
import type { AppendOutcome, AppendRequest, EventStore, ExpectedVersion, NewEvent } from '../event-store.js';
import type { Transactor } from '../transaction.js';

/** A fresh, empty log with at least four shards, as an adapter's spec provides it. */
export interface ContractLog {
  readonly transactor: Transactor;
  /** A store over this log. Several builds of a service may have one open at the same time. */
  open(catalogue: EventCatalogue): Promise<EventStore>;
  /** Closes every store that was opened, and removes the log. */
  close(): Promise<void>;
}

type Sample = DomainEvent<'Noted', { readonly note: unknown }> | DomainEvent<'Remembered', { readonly note: unknown }>;

/** `Noted` is published, `Remembered` is private. */
export const catalogue = declareEvents<Sample>({
  Noted: { schemaVersion: 1, published: true },
  Remembered: { schemaVersion: 1, published: false },
});

export const correlationId = 'contract-correlation';

export const newEvent = (commandId: string, note: unknown = 'fine', type: string = 'Noted'): NewEvent => ({
  eventId: randomUUID(),
  type,
  data: { note },
  metadata: { correlationId, causationId: 'contract-cause', commandId, hlc: '0193b2c4d5e60000' },
});

/** `[stream, expected version, number of events]`. */
export type Entry = readonly [streamId: string, expected: ExpectedVersion, events: number];

export const request = (...entries: readonly Entry[]): AppendRequest => {
  const commandId = randomUUID();
  return {
    commandId,
    streams: entries.map(([streamId, expected, count]) => ({
      streamId,
      expected,
      events: Array.from({ length: count }, (_, index) => newEvent(commandId, index)),
    })),
  };
};

/** One event with this data, on a stream of its own unless named. */
export const noting = (note: unknown, streamId = freshStream(), expected: ExpectedVersion = 'none', type = 'Noted'): AppendRequest => {
  const commandId = randomUUID();
  return { commandId, streams: [{ streamId, expected, events: [newEvent(commandId, note, type)] }] };
};

export const freshStream = (): string => `note-${randomUUID()}`;

export const kinds = (outcomes: readonly AppendOutcome[]): string[] => outcomes.map(({ kind }) => kind);

export const appended = (outcome: AppendOutcome | undefined): AppendOutcome & { kind: 'appended' } => {
  if (outcome?.kind !== 'appended') throw new Error(`expected 'appended', got ${JSON.stringify(outcome)}`);
  return outcome;
};
