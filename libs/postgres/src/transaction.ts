import type { PoolClient } from 'pg';

/** A transaction of one connection. Made by `PostgresTransactor` only; unusable once it has ended. */
export class PostgresTransaction {
  readonly kind = 'postgres';
  private readonly actions: (() => void)[] = [];
  private ended = false;

  constructor(private readonly connection: PoolClient) {}

  get client(): PoolClient {
    if (this.ended) throw new Error('the transaction has ended: its handle must not be used any more');
    return this.connection;
  }

  afterCommit(action: () => void): void {
    this.actions.push(action);
  }

  /** For the transactor. */
  end(committed: boolean): void {
    this.ended = true;
    if (committed) for (const action of this.actions) action();
  }
}

/** The connection behind a handle. Throws for another adapter's handle, or one that has ended. */
export const clientOf = (tx: { readonly kind: string }): PoolClient => {
  if (!(tx instanceof PostgresTransaction)) throw new Error(`a ${tx.kind} transaction cannot be used here: it needs a postgres one`);
  return tx.client;
};
