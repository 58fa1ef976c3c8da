import type { Pool, PoolClient } from 'pg';
import { isConnectionLost, wasNeverSent } from './connection-errors.js';
import { withConnection } from './connection.js';
import { PostgresTransaction } from './transaction.js';

/** What the port of the transactions wants done; passed in, so that this library knows no port. */
export interface TransactorHooks {
  /** Runs the work; may mark everything it calls as being inside a transaction. */
  readonly around: <T>(work: () => Promise<T>) => Promise<T>;
  /** The error for a COMMIT that nobody knows the outcome of. */
  readonly commitUnknown: (cause: unknown) => Error;
}

/**
 * READ COMMITTED transactions, one connection of the pool each.
 *
 * - An error of the work rolls back and is passed on.
 * - A connection lost before COMMIT was sent is that error: nothing was committed.
 * - A connection lost while COMMIT was under way is `commitUnknown`.
 * - A COMMIT the server turned into a rollback (an earlier statement failed and its error was swallowed) is an error, never silence.
 */
export class PostgresTransactor {
  constructor(
    private readonly pool: Pool,
    private readonly hooks: TransactorHooks,
  ) {}

  async transaction<T>(work: (tx: PostgresTransaction) => Promise<T>): Promise<T> {
    let unknown: unknown;
    const { tx, result } = await withConnection(this.pool, async (client) => {
      const tx = new PostgresTransaction(client);
      try {
        await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
        const result = await this.hooks.around(() => work(tx));
        await commit(client).catch((error: unknown) => {
          if (isConnectionLost(error) && !wasNeverSent(error)) unknown = this.hooks.commitUnknown(error);
          throw error;
        });
        return { tx, result };
      } catch (error) {
        tx.end(false);
        await client.query('ROLLBACK').catch(() => undefined); // fails only on a lost connection, which the pool does not take back
        throw error;
      }
    }).catch((error: unknown) => {
      throw unknown ?? error;
    });
    tx.end(true); // the connection is free again: what runs after the commit may want one
    return result;
  }
}

const commit = async (client: PoolClient): Promise<void> => {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT')
    throw new Error('the transaction was rolled back: a statement of it had failed and its error was not passed on');
};
