import type { Recorded } from '@millrace/decider';
import type { CommandExecutor, Transaction, Transactor } from '@millrace/event-store';
import { type Consumer, KeyFailed, type Subscription } from './consumer.js';
import type { DueWork, DueWorkItem, ParkedKey, ParkedStore } from './ports.js';
import { decideTogether } from './decide-together.js';

export const parkedOwner = (subscription: string, consumer: string): string => `${subscription}/${consumer}`;

export interface ParkingTools {
  readonly transactor: Transactor;
  readonly executor: CommandExecutor;
  readonly dueWork: DueWork;
  readonly parked: ParkedStore;
}

/** What became of a person's verb on a parked key. */
export type ParkingResult = 'flowing' | 'still-failing' | 'not-parked';

const drainedAtOnce = 200;

/**
 * The verbs on parked keys. A key's waiting inputs are applied in order; the last of them and the un-parking are one transaction, so that no later
 * input can slip in between.
 */
export class ParkedKeys {
  constructor(
    private readonly subscriptions: readonly Subscription[],
    private readonly tools: ParkingTools,
  ) {}

  list(limit: number, afterId = 0): Promise<readonly ParkedKey[]> {
    return this.tools.parked.list(limit, afterId);
  }

  /** Applies what waits, from the input that failed on. */
  async retry(id: number): Promise<ParkingResult> {
    for (;;) {
      const result = await this.drainSome(id);
      if (result !== 'more') return result;
    }
  }

  /** Drops the input that failed, keeps why and by whom, and goes on with the rest. */
  async skip(id: number, reason: string, by: string): Promise<ParkingResult> {
    const skipped = await this.tools.transactor.transaction(async (tx) => {
      const key = await this.tools.parked.lock(tx, id);
      if (!key) return false;
      const [first] = await this.waiting(tx, key, 1);
      if (!first) return true;
      await this.tools.parked.recordSkip(tx, key, first.payload as Recorded, reason, by);
      await this.tools.dueWork.remove([first.id], tx);
      return true;
    });
    return skipped ? this.retry(id) : 'not-parked';
  }

  private async drainSome(id: number): Promise<ParkingResult | 'more'> {
    try {
      return await this.tools.transactor.transaction(async (tx) => {
        const key = await this.tools.parked.lock(tx, id);
        if (!key) return 'not-parked';
        const inputs = await this.waiting(tx, key, drainedAtOnce);
        await this.applyTo(tx, key, inputs);
        await this.tools.dueWork.remove(
          inputs.map((input) => input.id),
          tx,
        );
        if (inputs.length === drainedAtOnce) return 'more';
        await this.tools.parked.unpark(tx, id);
        return 'flowing';
      });
    } catch (error) {
      if (!(error instanceof KeyFailed)) throw error;
      await this.tools.transactor.transaction((tx) => this.tools.parked.failedAgain(tx, id, error.message));
      return 'still-failing';
    }
  }

  private async applyTo(tx: Transaction, key: ParkedKey, inputs: readonly DueWorkItem[]): Promise<void> {
    const consumer = this.consumerOf(key);
    const asked = await consumer.apply(
      tx,
      inputs.map(({ payload }) => ({ key: key.key, event: payload as Recorded })),
    );
    if (asked.length > 0)
      await decideTogether(
        tx,
        this.tools.executor,
        asked.map((one) => ({ consumer, ...one })),
      );
  }

  private waiting(tx: Transaction, key: ParkedKey, limit: number): Promise<readonly DueWorkItem[]> {
    return this.tools.dueWork.ofKey(tx, 'parked', parkedOwner(key.subscription, key.consumer), key.key, limit);
  }

  private consumerOf({ subscription, consumer }: ParkedKey): Consumer {
    const found = this.subscriptions.find(({ name }) => name === subscription)?.consumers.find(({ name }) => name === consumer);
    if (!found)
      throw new Error(
        `this build has no consumer ${parkedOwner(subscription, consumer)}: its parked keys can only be drained by one that has`,
      );
    return found;
  }
}
