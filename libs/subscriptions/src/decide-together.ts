import type { Recorded } from '@millrace/decider';
import type { CommandExecutor, Decision, Transaction } from '@millrace/event-store';
import { type Consumer, KeyFailed } from './consumer.js';

export interface ConsumerDecision {
  readonly consumer: Consumer;
  readonly key: string;
  readonly decision: Decision;
}

/** One load, one append for the decisions of all consumers; then each is told of its events. Also used to drain parked keys and for deadlines. */
export const decideTogether = async (tx: Transaction, executor: CommandExecutor, asked: readonly ConsumerDecision[]): Promise<void> => {
  const settled = await executor.decideIn(
    tx,
    asked.map(({ decision }) => decision),
  );
  const appended = new Map<Consumer, Recorded[]>();
  settled.forEach((result, index) => {
    const { consumer, key } = asked[index]!;
    if ('error' in result) throw new KeyFailed(consumer.name, key, result.error);
    if ('accepted' in result.outcome) appended.set(consumer, [...(appended.get(consumer) ?? []), ...result.outcome.events]);
  });
  for (const [consumer, events] of appended) if (events.length > 0) await consumer.decided?.(tx, events);
};
