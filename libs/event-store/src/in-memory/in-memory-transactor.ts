import { insideTransaction, type Transaction, type Transactor } from '../transaction.js';

/** A handle of `InMemoryTransactor`. Stores change their state at once and register how to undo it. */
export class InMemoryTransaction implements Transaction {
  readonly kind = 'in-memory';
  private readonly undos: (() => void)[] = [];
  private readonly commits: (() => void)[] = [];
  private ended = false;

  /** Runs when the transaction does not commit; last registered first. */
  onRollback(undo: () => void): void {
    this.undos.push(undo);
  }

  afterCommit(action: () => void): void {
    this.commits.push(action);
  }

  get isActive(): boolean {
    return !this.ended;
  }

  /** For the transactor. */
  commit(): void {
    this.ended = true;
    for (const action of this.commits) action();
  }

  /** For the transactor. */
  rollback(): void {
    this.ended = true;
    for (const undo of this.undos.reverse()) undo();
  }
}

/** Throws for another adapter's handle, or one that has ended. */
export const inMemoryTransaction = (tx: Transaction): InMemoryTransaction => {
  if (!(tx instanceof InMemoryTransaction)) throw new Error(`a ${tx.kind} transaction cannot be used here: it needs an in-memory one`);
  if (!tx.isActive) throw new Error('the transaction has ended: its handle must not be used any more');
  return tx;
};

/**
 * Transactions one at a time, so that nobody waits for a lock inside one; what PostgreSQL does with locks, this does with a queue. Other in-memory
 * stores join a transaction through `onRollback`. A transaction that waits for another one of the same transactor waits for ever.
 */
export class InMemoryTransactor implements Transactor {
  private last: Promise<unknown> = Promise.resolve();

  transaction<T>(work: (tx: InMemoryTransaction) => Promise<T>): Promise<T> {
    const run = this.last.then(() => this.run(work));
    this.last = run.catch(() => undefined);
    return run;
  }

  private async run<T>(work: (tx: InMemoryTransaction) => Promise<T>): Promise<T> {
    const tx = new InMemoryTransaction();
    try {
      const result = await insideTransaction(() => work(tx));
      tx.commit();
      return result;
    } catch (error) {
      if (tx.isActive) tx.rollback();
      throw error;
    }
  }
}
