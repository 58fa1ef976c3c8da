import { randomUUID } from 'node:crypto';
import { declareEvents, type DomainEvent } from '@millrace/decider';
import type { AppendRequest, ExpectedVersion } from '@millrace/event-store';

type Sample = DomainEvent<'Noted', { readonly note: unknown }> | DomainEvent<'Remembered', { readonly note: unknown }>;

/** For specs: `Noted` is published, `Remembered` is private. */
export const catalogue = declareEvents<Sample>({
  Noted: { schemaVersion: 1, published: true },
  Remembered: { schemaVersion: 1, published: false },
});

/** For specs: events of one stream, with new ids. */
export const noting = (
  streamId: string,
  expected: ExpectedVersion,
  notes: readonly unknown[] = ['fine'],
  type: Sample['type'] = 'Noted',
): AppendRequest => {
  const commandId = randomUUID();
  const metadata = { correlationId: commandId, causationId: 'spec', commandId, hlc: '0193b2c4d5e60000' };
  const events = notes.map((note) => ({ eventId: randomUUID(), type, data: { note }, metadata }));
  return { commandId, streams: [{ streamId, expected, events }] };
};
