import { deadlineReached, VersionVector } from '@millrace/decider';
import type { CommandExecutor, Transaction, Transactor } from '@millrace/event-store';
import { decideTogether, type DueWork, DueWorker, type DueWorkItem, KeyFailed, type ParkedStore } from '@millrace/subscriptions';
import type { DeadlinePayload, ProcessConsumer } from './process-consumer.js';

export interface DeadlineTools {
  readonly transactor: Transactor;
  readonly executor: CommandExecutor;
  readonly dueWork: DueWork;
  readonly parked: ParkedStore;
  readonly onError: (error: unknown) => void;
}

const takenAtOnce = 100;
const parkedPauseMs = 2_000;

/**
 * Delivers deadlines to a process when they are due, by the database's clock; each exactly once in effect: it is removed in the transaction that
 * appends what it led to. A deadline of a parked instance waits until the instance flows again.
 */
export class DeadlineRunner {
  private readonly worker: DueWorker;

  constructor(
    private readonly subscription: string,
    private readonly consumer: ProcessConsumer,
    private readonly tools: DeadlineTools,
  ) {
    const { dueWork, onError } = tools;
    this.worker = new DueWorker({ dueWork, kind: 'deadline', owner: consumer.name, work: () => this.work(), onError });
  }

  start(): void {
    this.worker.start();
  }

  stop(): Promise<void> {
    return this.worker.stop();
  }

  private async work(): Promise<number> {
    let taken: readonly DueWorkItem[] = [];
    try {
      await this.tools.transactor.transaction(async (tx) => {
        taken = await this.tools.dueWork.takeDue(tx, 'deadline', this.consumer.name, takenAtOnce);
        if (taken.length > 0) await this.reach(tx, taken);
      });
    } catch (error) {
      if (!(error instanceof KeyFailed)) throw error;
      this.tools.onError(error);
      for (const item of taken.filter(({ key }) => key === error.key)) await this.tools.dueWork.postpone(item.id, 5_000, error.message);
    }
    return taken.length;
  }

  private async reach(tx: Transaction, items: readonly DueWorkItem[]): Promise<void> {
    const keys = items.map(({ key }) => ({ consumer: this.consumer.name, key }));
    const parked = new Set((await this.tools.parked.among(tx, this.subscription, keys)).map(({ key }) => key));
    const flowing = items.filter(({ key }) => !parked.has(key));
    for (const { id, key } of items)
      if (parked.has(key)) await this.tools.dueWork.postpone(id, parkedPauseMs, 'the instance is parked', tx);
    await decideTogether(
      tx,
      this.tools.executor,
      flowing.map((item) => ({ consumer: this.consumer, key: item.key, decision: this.decisionOf(item) })),
    );
    await this.tools.dueWork.remove(
      flowing.map(({ id }) => id),
      tx,
    );
  }

  private decisionOf(item: DueWorkItem) {
    const { correlationId, armedBy, traceparent, after } = item.payload as DeadlinePayload;
    return this.consumer.decisionFor(item.key, deadlineReached(item.name, item.key, item.dueAt), {
      correlationId,
      causationId: armedBy,
      commandId: `deadline:${item.id}`,
      traceparent,
      after: VersionVector.parse(after),
      actor: this.consumer.name,
    });
  }
}
