import type { DomainEvent } from './event.js';
import type { Rejection } from './rejection.js';

/** How a stream's state comes from its events: `events.reduce(evolve, initial)`. Both parts are pure, and `evolve` never changes its input. */
export interface StreamFold<State, Event extends DomainEvent = DomainEvent> {
  /** Names the fold in caches and snapshots. Two folds over one kind of stream need two names. */
  readonly name: string;
  readonly initial: State;
  evolve(state: State, event: Event): State;
  /** Given, the store may keep snapshots of the state (plain JSON). Raise it whenever the state's shape or meaning changes. */
  readonly snapshotVersion?: number;
}

/**
 * One stream's rules. `decide` is total and pure: time, ids and prices come in with the command.
 * Repeating a command that was already accepted answers `[]`, so at-least-once delivery is exactly-once in effect.
 * (Jérémie Chassaing, "Functional Event Sourcing Decider", 2021.)
 */
export interface Decider<Command, State, Event extends DomainEvent, Code extends string = string> extends StreamFold<State, Event> {
  decide(command: Command, state: State): readonly Event[] | Rejection<Code>;
}

/** What a joint decision appends: events by stream id. Streams that are left out are only checked, not written. */
export type JointDecision<Event extends DomainEvent = DomainEvent> = ReadonlyMap<string, readonly Event[]>;

/** One decision over several streams of one service, appended all or nothing. `state` throws for a stream that was not named. */
export interface JointDecider<Command, Event extends DomainEvent = DomainEvent, Code extends string = string> {
  readonly name: string;
  /** The fold of a stream that takes part, by its id. */
  foldOf(streamId: string): StreamFold<unknown, Event>;
  decide(command: Command, state: <State>(streamId: string) => State): JointDecision<Event> | Rejection<Code>;
}

export const fold = <State, Event extends DomainEvent>(
  decider: StreamFold<State, Event>,
  events: Iterable<Event>,
  from: State = decider.initial,
): State => {
  let state = from;
  for (const event of events) state = decider.evolve(state, event);
  return state;
};

/** A decider over one stream, seen as a joint decision: the runtime knows only one shape. */
export const single = <Command, State, Event extends DomainEvent, Code extends string>(
  decider: Decider<Command, State, Event, Code>,
  streamId: string,
): JointDecider<Command, Event, Code> => ({
  name: decider.name,
  foldOf: () => decider,
  decide: (command, state) => {
    const decision = decider.decide(command, state<State>(streamId));
    return Array.isArray(decision) ? new Map([[streamId, decision as readonly Event[]]]) : (decision as Rejection<Code>);
  },
});
