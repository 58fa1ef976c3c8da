import { expect } from '@jest/globals';
import { type Decider, type DomainEvent, fold, isRejection, type JointDecider, type Rejection } from '@millrace/decider';

/**
 * Given these events, when this command is decided, then these events, this rejection or nothing.
 * `then` also decides the command a second time, and expects nothing: what was accepted once is accepted again without effect.
 */
export const spec = <Command, State, Event extends DomainEvent, Code extends string>(decider: Decider<Command, State, Event, Code>) => ({
  given: (...events: readonly Event[]) => ({
    when: (command: Command) => {
      const decision = decider.decide(command, fold(decider, events));
      return {
        then: (...expected: readonly Event[]) => {
          expect(decision).toEqual(expected);
          expect(decider.decide(command, fold(decider, [...events, ...expected]))).toEqual([]);
        },
        thenNothing: () => expect(decision).toEqual([]),
        thenRejected: (code: Code, details?: Record<string, unknown>) => expectRejection(decision, code, details),
      };
    },
  }),
});

/** The same over several streams: their events by stream id, both before and after. */
export const jointSpec = <Command, Event extends DomainEvent, Code extends string>(decider: JointDecider<Command, Event, Code>) => {
  type Streams = Readonly<Record<string, readonly Event[]>>;
  const decide = (command: Command, streams: Streams) =>
    decider.decide(command, <State>(streamId: string) => fold(decider.foldOf(streamId), streams[streamId] ?? []) as State);
  return {
    given: (streams: Streams = {}) => ({
      when: (command: Command) => {
        const decision = decide(command, streams);
        return {
          then: (expected: Streams) => {
            expect(byStream(decision)).toEqual(expected);
            expect(byStream(decide(command, appended(streams, expected)))).toEqual({});
          },
          thenNothing: () => expect(byStream(decision)).toEqual({}),
          thenRejected: (code: Code, details?: Record<string, unknown>) => expectRejection(decision, code, details),
        };
      },
    }),
  };
};

const expectRejection = (decision: unknown, code: string, details?: Record<string, unknown>): void => {
  expect(decision).toMatchObject({ code, ...(details && { details }) });
  expect(isRejection(decision)).toBe(true);
};

/** A rejection is shown as it is; streams without events are left out. */
const byStream = (decision: ReadonlyMap<string, readonly DomainEvent[]> | Rejection): object =>
  isRejection(decision) ? decision : Object.fromEntries([...decision].filter(([, events]) => events.length > 0));

const appended = <Event>(
  streams: Readonly<Record<string, readonly Event[]>>,
  more: Readonly<Record<string, readonly Event[]>>,
): Record<string, readonly Event[]> => {
  const all = { ...streams };
  for (const [streamId, events] of Object.entries(more)) all[streamId] = [...(all[streamId] ?? []), ...events];
  return all;
};
