import type { DomainEvent } from './event.js';

/** A deadline of this process instance has passed. `at` is the time it was due, by the database's clock. */
export interface DeadlineReached<Name extends string = string> {
  readonly type: 'DeadlineReached';
  readonly data: { readonly name: Name; readonly key: string; readonly at: string };
}

export const deadlineReached = <Name extends string>(name: Name, key: string, at: string): DeadlineReached<Name> => ({
  type: 'DeadlineReached',
  data: { name, key, at },
});

/** What a process consumes: events with a type it declares in `inputs`, and its own deadlines. */
export type ProcessInput<Input extends DomainEvent, Deadline extends string> = Input | DeadlineReached<Deadline>;

/** Arms (again) or disarms a named deadline of the instance. Durations are milliseconds, counted by the database from the transaction that records the event. */
export type DeadlineChange<Name extends string = string> = { readonly arm: Name; readonly afterMs: number } | { readonly disarm: Name };

/**
 * A process manager (saga): a decider whose inputs are events, of this and other services, and its own deadlines.
 * It is event-sourced in its own stream `<name>-<key>`. A request to another service is a published event of that stream.
 * `react` is pure and total; an input that means nothing in this state (late, repeated) answers `[]`.
 */
export interface Process<Input extends DomainEvent, State, Event extends DomainEvent, Deadline extends string = never> {
  /** Kind of the instance streams, and the fold's name. */
  readonly name: string;
  /** For each event type consumed: the instance it belongs to. Which services it comes from is said where the process is wired. */
  readonly inputs: { readonly [Type in Input['type']]: (event: Extract<Input, { type: Type }>) => string };
  readonly initial: State;
  evolve(state: State, event: Event): State;
  react(input: ProcessInput<Input, Deadline>, state: State): readonly Event[];
  /** Deadlines that an event of the instance's stream arms or disarms; written in the transaction that appends the event. */
  deadlines?(event: Event): readonly DeadlineChange<Deadline>[];
}
