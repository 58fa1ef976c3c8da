import { expect } from '@jest/globals';
import type { DomainEvent, Policy, Recorded } from '@millrace/decider';
import { recorded } from './recorded.js';

/** When this event is seen, then this command is told to these streams. */
export const policySpec = <Event extends DomainEvent>(policy: Policy<Event>) => ({
  when: (event: Event | Recorded<Event>) => {
    const rule = policy.on[event.type] as ((event: Recorded<Event>) => ReturnType<Policy['on'][string]>) | undefined;
    const target = rule?.('recordedAt' in event ? event : recorded(event));
    return {
      thenTells: (streamIds: string | readonly string[], command: unknown) =>
        expect(target).toMatchObject({ streamIds: [streamIds].flat(), command }),
      thenTellsNobody: () => expect(target).toBeUndefined(),
    };
  },
});
