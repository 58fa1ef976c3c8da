import {
  type DeadlineChange,
  type Decider,
  type DomainEvent,
  type Process,
  type Recorded,
  single,
  streamId,
  streamKey,
  VersionVector,
} from '@millrace/decider';
import { causedBy, type Decision } from '@millrace/event-store';
import type { Consumer, DueWork, NewDueWork } from '@millrace/subscriptions';

/** What travels with a deadline, so that what it leads to keeps its place in the story. */
export interface DeadlinePayload {
  readonly correlationId: string;
  readonly armedBy: string;
  readonly traceparent?: string;
  readonly after: string;
}

type AnyProcess = Process<DomainEvent, unknown, DomainEvent, string>;

/** A process seen as a decider over its instance's stream. */
const deciderOf = (process: AnyProcess): Decider<DomainEvent, unknown, DomainEvent> => ({
  name: process.name,
  initial: process.initial,
  evolve: (state, event) => process.evolve(state, event),
  decide: (input, state) => process.react(input, state),
});

export interface ProcessConsumer extends Consumer {
  decisionFor(key: string, input: DomainEvent, context: Decision['context']): Decision;
}

/** Feeds a process manager: each input is decided over its instance's stream; deadlines change in the transaction that appends the events. */
export const processConsumer = <Input extends DomainEvent, State, Event extends DomainEvent, Deadline extends string>(
  process: Process<Input, State, Event, Deadline>,
  dueWork: DueWork,
): ProcessConsumer => {
  const any = process as unknown as AnyProcess;
  const inputs = process.inputs as unknown as Readonly<Record<string, (event: DomainEvent) => string>>;
  const decider = deciderOf(any);
  const decisionFor = (key: string, input: DomainEvent, context: Decision['context']): Decision => {
    const stream = streamId(process.name, key);
    return { decider: single(decider, stream), streamIds: [stream], command: input, context };
  };
  return {
    name: process.name,
    types: new Set(Object.keys(inputs)),
    keysOf: (event) => [inputs[event.type]!(event)],
    decisionFor,
    apply: (_tx, given) =>
      Promise.resolve(
        given.map(({ key, event }) => ({ key, decision: decisionFor(key, event, causedBy(event, process.name, causesOf(event))) })),
      ),
    decided: async (tx, appended) => {
      const { cancelled, armed } = deadlineWork(any, appended);
      await dueWork.cancel(tx, process.name, cancelled);
      await dueWork.add(tx, armed);
    },
  };
};

/** An event's causes, and the event. */
export const causesOf = (event: Recorded): VersionVector => VersionVector.parse(event.metadata.after ?? '').with(event);

/** The last word on each deadline of each instance; arming again replaces. */
const deadlineWork = (process: AnyProcess, appended: readonly Recorded[]) => {
  const last = new Map<string, { key: string; name: string; work?: NewDueWork }>();
  for (const event of appended) {
    const key = streamKey(event.streamId);
    for (const change of process.deadlines?.(event) ?? []) {
      const name = 'arm' in change ? change.arm : change.disarm;
      last.set(`${key}\u0000${name}`, { key, name, ...('arm' in change && { work: armed(process.name, key, change, event) }) });
    }
  }
  const changes = [...last.values()];
  return { cancelled: changes, armed: changes.flatMap(({ work }) => (work ? [work] : [])) };
};

const armed = (owner: string, key: string, change: Extract<DeadlineChange, { arm: string }>, event: Recorded): NewDueWork => {
  const { correlationId, traceparent } = event.metadata;
  const payload: DeadlinePayload = {
    correlationId,
    armedBy: event.eventId,
    after: causesOf(event).toString(),
    ...(traceparent && { traceparent }),
  };
  return { kind: 'deadline', owner, key, name: change.arm, payload, afterMs: change.afterMs };
};
