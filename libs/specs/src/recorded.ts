import type { DomainEvent, Recorded } from '@millrace/decider';

/** An event as if it had been recorded. What a spec does not care about is made up, the same in every run. */
export const recorded = <Event extends DomainEvent>(
  event: Event,
  over: Partial<Omit<Recorded, 'type' | 'data'>> = {},
): Recorded<Event> => ({
  service: 'spec',
  generation: 'spec-1',
  shard: 0,
  position: 1,
  streamId: 'spec-1',
  version: 1,
  eventId: 'event-1',
  schemaVersion: 1,
  published: true,
  recordedAt: '2030-01-01T00:00:00.000Z',
  metadata: { correlationId: 'correlation-1', causationId: 'cause-1', commandId: 'command-1', hlc: '0' },
  ...over,
  type: event.type,
  data: event.data,
});
