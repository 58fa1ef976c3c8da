import type { Pool, PoolClient } from 'pg';
import { isConnectionLost } from './connection-errors.js';
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
    const client = await this.pool.connect();
    let lost: Error | undefined;
    const onLost = (error: Error): void => void (lost ??= error);
    client.on('error', onLost); // while it is checked out nobody else listens, and an unheard 'error' would end the process
    const tx = new PostgresTransaction(client);
    let committed = false;
    try {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      const result = await this.hooks.around(() => work(tx));
      if (lost) throw lost;
      await this.commit(client);
      committed = true;
      return result;
    } catch (error) {
      if (isConnectionLost(error) || isConnectionLost((error as Error | undefined)?.cause)) lost ??= error as Error;
      if (!lost) await client.query('ROLLBACK').catch(onLost);
      throw error;
    } finally {
      client.off('error', onLost);
      client.release(lost);
      tx.end(committed);
    }
  }

  private async commit(client: PoolClient): Promise<void> {
    try {
      const { command } = await client.query('COMMIT');
      if (command !== 'COMMIT') throw new Error('the transaction was rolled back: a statement of it had failed and its error was not passed on');
    } catch (error) {
      throw isConnectionLost(error) ? this.hooks.commitUnknown(error) : error;
    }
  }
}
