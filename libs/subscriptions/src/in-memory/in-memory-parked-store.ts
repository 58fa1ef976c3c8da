import type { Recorded } from '@millrace/decider';
import type { InMemoryTransaction, Transaction } from '@millrace/event-store';
import { parkedOwner } from '../parking.js';
import type { DueWork, ParkedKey, ParkedStore } from '../ports.js';

export class InMemoryParkedStore implements ParkedStore {
  private readonly keys = new Map<number, Omit<ParkedKey, 'waiting'>>();
  readonly skips: { key: ParkedKey; input: Recorded; reason: string; by: string }[] = [];
  private lastId = 0;

  constructor(
    private readonly dueWork: DueWork,
    private readonly now: () => number,
  ) {}

  among(_tx: Transaction, subscription: string, keys: readonly { readonly consumer: string; readonly key: string }[]) {
    return Promise.resolve(keys.filter(({ consumer, key }) => this.find(subscription, consumer, key) !== undefined));
  }

  park(tx: Transaction, subscription: string, consumer: string, key: string, error: string): Promise<void> {
    const known = this.find(subscription, consumer, key);
    const id = known?.id ?? ++this.lastId;
    const parkedAt = known?.parkedAt ?? new Date(this.now()).toISOString();
    this.set(tx, id, { id, subscription, consumer, key, error, attempts: (known?.attempts ?? 0) + 1, parkedAt });
    return Promise.resolve();
  }

  async lock(tx: Transaction, id: number): Promise<ParkedKey | undefined> {
    const key = this.keys.get(id);
    return key && { ...key, waiting: await this.waitingOf(key, tx) };
  }

  failedAgain(tx: Transaction, id: number, error: string): Promise<void> {
    const key = this.keys.get(id);
    if (key) this.set(tx, id, { ...key, error, attempts: key.attempts + 1 });
    return Promise.resolve();
  }

  unpark(tx: Transaction, id: number): Promise<void> {
    this.set(tx, id, undefined);
    return Promise.resolve();
  }

  recordSkip(_tx: Transaction, key: ParkedKey, input: Recorded, reason: string, by: string): Promise<void> {
    this.skips.push({ key, input, reason, by });
    return Promise.resolve();
  }

  list(limit: number, afterId: number): Promise<readonly ParkedKey[]> {
    const page = [...this.keys.values()].filter(({ id }) => id > afterId).slice(0, limit);
    return Promise.all(page.map(async (key) => ({ ...key, waiting: await this.waitingOf(key) })));
  }

  private async waitingOf({ subscription, consumer, key }: Omit<ParkedKey, 'waiting'>, tx?: Transaction): Promise<number> {
    return (await this.dueWork.ofKey(tx as Transaction, 'parked', parkedOwner(subscription, consumer), key, Number.MAX_SAFE_INTEGER))
      .length;
  }

  private find(subscription: string, consumer: string, key: string) {
    return [...this.keys.values()].find(
      (parked) => parked.subscription === subscription && parked.consumer === consumer && parked.key === key,
    );
  }

  private set(tx: Transaction, id: number, value: Omit<ParkedKey, 'waiting'> | undefined): void {
    const before = this.keys.get(id);
    const put = (key: typeof value): unknown => (key ? this.keys.set(id, key) : this.keys.delete(id));
    put(value);
    (tx as InMemoryTransaction).onRollback(() => put(before));
  }
}
