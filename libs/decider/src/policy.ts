import { type Decider, type JointDecider, single } from './decider.js';
import type { DomainEvent } from './event.js';
import type { Recorded } from './recorded.js';

/** What a policy asks for: one command, decided over the streams it names. Made by `tell` and `tellAll`, which check the types. */
export interface PolicyTarget {
  readonly decider: JointDecider<unknown>;
  readonly streamIds: readonly string[];
  readonly command: unknown;
}

export const tell = <Command, State, Event extends DomainEvent, Code extends string>(
  decider: Decider<Command, State, Event, Code>,
  streamId: string,
  command: Command,
): PolicyTarget => ({ decider: single(decider, streamId), streamIds: [streamId], command });

export const tellAll = <Command, Event extends DomainEvent, Code extends string>(
  decider: JointDecider<Command, Event, Code>,
  streamIds: readonly string[],
  command: Command,
): PolicyTarget => ({ decider: decider, streamIds, command });

/**
 * A participant's rule: on this event from elsewhere, run this command here. Pure.
 * `undefined`: the event does not concern us. A rejection of the command is dropped and counted: a participant that must answer "no"
 * does so with an event of its own (`StockRefused`), never with silence.
 */
export interface Policy<Event extends DomainEvent = DomainEvent> {
  readonly name: string;
  readonly on: { readonly [Type in Event['type']]: (event: Recorded<Extract<Event, { type: Type }>>) => PolicyTarget | undefined };
}
