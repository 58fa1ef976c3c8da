import type { InMemoryTransaction, Transaction } from '@millrace/event-store';
import type { DueKind, DueWork, DueWorkItem, NewDueWork } from '../ports.js';

interface Item extends DueWorkItem {
  readonly due: number;
}

/** Transactions of the in-memory store run one at a time, so nothing here is ever locked by another. */
export class InMemoryDueWork implements DueWork {
  private readonly items = new Map<number, Item>();
  private readonly listeners = new Set<() => void>();
  private lastId = 0;

  constructor(private readonly now: () => number) {}

  add(tx: Transaction, work: readonly NewDueWork[]): Promise<void> {
    for (const { afterMs, ...rest } of work) {
      const [id, due] = [++this.lastId, this.now() + afterMs];
      this.items.set(id, { ...rest, id, due, dueAt: new Date(due).toISOString(), attempts: 0 });
      (tx as InMemoryTransaction).onRollback(() => this.items.delete(id));
    }
    if (work.length > 0) tx.afterCommit(() => this.listeners.forEach((listener) => listener()));
    return Promise.resolve();
  }

  async cancel(tx: Transaction, owner: string, work: readonly { readonly key: string; readonly name: string }[]): Promise<void> {
    const gone = this.sorted().filter(
      (item) => item.kind === 'deadline' && item.owner === owner && work.some(({ key, name }) => key === item.key && name === item.name),
    );
    await this.remove(
      gone.map(({ id }) => id),
      tx,
    );
  }

  takeDue(_tx: Transaction, kind: DueKind, owner: string, limit: number): Promise<readonly DueWorkItem[]> {
    return Promise.resolve(this.due(kind, owner).slice(0, limit));
  }

  claim(kind: DueKind, owner: string, limit: number, visibilityMs: number): Promise<readonly DueWorkItem[]> {
    const claimed = this.due(kind, owner)
      .slice(0, limit)
      .map((item) => ({ ...item, attempts: item.attempts + 1, due: this.now() + visibilityMs }));
    for (const item of claimed) this.items.set(item.id, item);
    return Promise.resolve(claimed);
  }

  remove(ids: readonly number[], tx?: Transaction): Promise<void> {
    for (const id of ids) {
      const item = this.items.get(id);
      if (!item) continue;
      this.items.delete(id);
      (tx as InMemoryTransaction | undefined)?.onRollback(() => this.items.set(id, item));
    }
    return Promise.resolve();
  }

  postpone(id: number, afterMs: number, _error: string, tx?: Transaction): Promise<void> {
    const item = this.items.get(id);
    if (!item) return Promise.resolve();
    this.items.set(id, { ...item, due: this.now() + afterMs });
    (tx as InMemoryTransaction | undefined)?.onRollback(() => this.items.set(id, item));
    return Promise.resolve();
  }

  nextDueInMs(kind: DueKind, owner: string): Promise<number | undefined> {
    const next = Math.min(
      ...this.sorted()
        .filter((item) => item.kind === kind && item.owner === owner)
        .map(({ due }) => due),
    );
    return Promise.resolve(next === Infinity ? undefined : Math.max(0, next - this.now()));
  }

  ofKey(_tx: Transaction, kind: DueKind, owner: string, key: string, limit: number): Promise<readonly DueWorkItem[]> {
    return Promise.resolve(
      [...this.items.values()]
        .filter((item) => item.kind === kind && item.owner === owner && item.key === key)
        .sort((a, b) => a.id - b.id)
        .slice(0, limit),
    );
  }

  onAdded(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private due(kind: DueKind, owner: string): Item[] {
    return this.sorted().filter((item) => item.kind === kind && item.owner === owner && item.due <= this.now());
  }

  private sorted(): Item[] {
    return [...this.items.values()].sort((a, b) => a.due - b.due || a.id - b.id);
  }
}
