import type { Pool, PoolClient } from 'pg';
import { isConnectionLost } from './connection-errors.js';

/**
 * Runs `work` with one connection of the pool. The connection goes back to the pool whole, or is destroyed when it was lost. Its loss never ends
 * the process: while a connection is checked out nobody but us listens, and an unheard 'error' would.
 */
export const withConnection = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  let lost: Error | undefined;
  const onLost = (error: Error): void => void (lost ??= error);
  client.on('error', onLost);
  try {
    return await work(client);
  } catch (error) {
    if (isConnectionLost(error)) lost ??= error as Error;
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(lost);
  }
};
