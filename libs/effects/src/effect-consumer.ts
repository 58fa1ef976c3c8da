import type { DomainEvent, Recorded } from '@millrace/decider';
import { causesOf } from '@millrace/processes';
import { type Consumer, type DueWork, KeyFailed, type KeyedInput, type NewDueWork } from '@millrace/subscriptions';
import type { Effect } from './effect.js';

/** What an effect's row keeps. */
export interface StoredCall {
  readonly payload: unknown;
  readonly eventId: string;
  readonly correlationId: string;
  readonly traceparent?: string;
  readonly after: string;
}

/** Writes down, with the watermark, the calls that events ask for; so a call that hangs never stalls a subscription, and none is forgotten. */
export const effectConsumer = <Event extends DomainEvent, Payload>(effect: Effect<Event, Payload>, dueWork: DueWork): Consumer => {
  const starts = effect.startsOn as unknown as Readonly<Record<string, (event: Recorded) => { key: string; payload: unknown }>>;
  const rowOf = ({ key, event }: KeyedInput): NewDueWork => {
    try {
      const call = starts[event.type]!(event);
      return { kind: 'effect', owner: effect.name, key: call.key, name: event.type, afterMs: 0, payload: storedCall(event, call.payload) };
    } catch (error) {
      throw new KeyFailed(effect.name, key, error);
    }
  };
  return {
    name: effect.name,
    types: new Set(Object.keys(starts)),
    // Where it parks; what the call is for is not asked before it is made, since asking may fail.
    keysOf: (event) => [event.streamId],
    apply: async (tx, inputs) => {
      await dueWork.add(tx, inputs.map(rowOf));
      return [];
    },
  };
};

const storedCall = (event: Recorded, payload: unknown): StoredCall => {
  const { correlationId, traceparent } = event.metadata;
  return { payload, eventId: event.eventId, correlationId, after: causesOf(event).toString(), ...(traceparent && { traceparent }) };
};
