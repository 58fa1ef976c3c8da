import { expect } from '@jest/globals';
import { type DomainEvent, fold, type Process, type ProcessInput } from '@millrace/decider';

/**
 * Given the process's own events, when it sees this input, then these events.
 * `then` also shows it the same input again, and expects nothing.
 */
export const processSpec = <Input extends DomainEvent, State, Event extends DomainEvent, Deadline extends string>(
  process: Process<Input, State, Event, Deadline>,
) => ({
  given: (...events: readonly Event[]) => ({
    when: (input: ProcessInput<Input, Deadline>) => {
      const reaction = process.react(input, fold(process, events));
      return {
        then: (...expected: readonly Event[]) => {
          expect(reaction).toEqual(expected);
          expect(process.react(input, fold(process, [...events, ...expected]))).toEqual([]);
        },
        thenNothing: () => expect(reaction).toEqual([]),
      };
    },
  }),
  /** The deadlines that these events leave armed, with their milliseconds. */
  armedAfter: (...events: readonly Event[]): Record<string, number> => {
    const armed: Record<string, number> = {};
    for (const change of events.flatMap((event) => process.deadlines?.(event) ?? []))
      if ('arm' in change) armed[change.arm] = change.afterMs;
      else delete armed[change.disarm];
    return armed;
  },
});
