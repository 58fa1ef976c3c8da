import pg, { type Pool, type PoolClient } from 'pg';
import { resultTypes } from './result-types.js';

export interface PoolOptions {
  readonly url: string;
  /** Connections at most. The budget of one purpose: commands, queries and consumers each have their own pool. */
  readonly max: number;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
  /** A statement that takes longer is cancelled. Default 30 s. */
  readonly statementTimeoutMs?: number;
  /** A session that sits in a transaction without a statement is ended: its process is stopped or stuck. Default 1.5 s. */
  readonly idleInTransactionTimeoutMs?: number;
  /** How long to wait for a lock. Default 5 s. */
  readonly lockTimeoutMs?: number;
  /** A whole transaction, on servers that know the setting (17 and later). Default 30 s. */
  readonly transactionTimeoutMs?: number;
  /** How long to wait for a connection, a free one or a new one. Default 5 s. */
  readonly connectTimeoutMs?: number;
  /** Told when an idle connection is lost. The pool has replaced it already: this is for logs. */
  readonly onConnectionLost?: (error: Error) => void;
}

/**
 * A pool whose sessions cannot hold locks for ever: every timeout is set in the session itself, so it holds when this process is stopped or cut off.
 * Loss of an idle connection never ends the process. bigint is read as number (see `parseInt8`). Nothing is connected until the first query.
 */
export const createPool = (options: PoolOptions): Pool => {
  const pool = new pg.Pool(poolConfig(options));
  pool.on('error', (error) => options.onConnectionLost?.(error));
  return pool;
};

/** The settings behind `createPool`, for drivers that make their own pool. */
export const poolConfig = (options: PoolOptions): pg.PoolConfig => ({
  connectionString: options.url,
  max: options.max,
  application_name: options.applicationName,
  connectionTimeoutMillis: options.connectTimeoutMs ?? 5_000,
  idleTimeoutMillis: 60_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  types: resultTypes,
  onConnect: (client) => {
    // Whoever has the connection learns of its loss from the query that fails. An 'error' that nobody listens to would end the process.
    client.on('error', () => undefined);
    return setTimeouts(client as PoolClient, options);
  },
});

/** In one statement, and only those the server knows: `transaction_timeout` came with PostgreSQL 17. */
const setTimeouts = async (client: PoolClient, options: PoolOptions): Promise<void> => {
  const settings = {
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 1_500,
    lock_timeout: options.lockTimeoutMs ?? 5_000,
    transaction_timeout: options.transactionTimeoutMs ?? 30_000,
  };
  await client.query(
    `SELECT set_config(wanted.key, wanted.value, false)
       FROM json_each_text($1::json) AS wanted
      WHERE current_setting(wanted.key, true) IS NOT NULL`,
    [JSON.stringify(settings)],
  );
};
