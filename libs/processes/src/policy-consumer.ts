import type { DomainEvent, Policy, PolicyTarget, Recorded } from '@millrace/decider';
import { causedBy } from '@millrace/event-store';
import { type Consumer, KeyFailed, type KeyedDecision } from '@millrace/subscriptions';
import { causesOf } from './process-consumer.js';

/** Feeds a policy. The key that fails, and parks, is the first stream its command names. */
export const policyConsumer = <Event extends DomainEvent>(policy: Policy<Event>): Consumer => {
  const rules = policy.on as unknown as Readonly<Record<string, (event: Recorded) => PolicyTarget | undefined>>;
  return {
    name: policy.name,
    types: new Set(Object.keys(rules)),
    // A rule that throws has no target; the event's own stream is the key then, so that it can be parked like any other.
    keysOf: (event) => {
      try {
        const target = rules[event.type]!(event);
        return target ? [target.streamIds[0]!] : [];
      } catch {
        return [event.streamId];
      }
    },
    apply: (_tx, inputs) => Promise.resolve(inputs.map(({ key, event }) => decisionOf(policy.name, rules[event.type]!, key, event))),
  };
};

const decisionOf = (name: string, rule: (event: Recorded) => PolicyTarget | undefined, key: string, event: Recorded): KeyedDecision => {
  try {
    return { key, decision: { ...rule(event)!, context: causedBy(event, name, causesOf(event)) } };
  } catch (error) {
    throw new KeyFailed(name, key, error);
  }
};
