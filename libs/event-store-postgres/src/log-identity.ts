import { StoreUnavailable } from '@millrace/event-store';
import { sqlStateOf } from '@millrace/postgres';
import type { Pool } from 'pg';
import { portError } from './append/failures.js';

export interface LogIdentity {
  readonly generation: string;
  readonly shards: number;
}

/** Of the log in this database. Says what to do when there is none. */
export const readLogIdentity = async (pool: Pool): Promise<LogIdentity> => {
  try {
    const { rows } = await pool.query<LogIdentity>('SELECT generation, shards FROM log_description');
    if (!rows[0]) throw new StoreUnavailable('log_identity is empty: the log was not created by its migrations');
    return rows[0];
  } catch (error) {
    if (sqlStateOf(error) === '42P01')
      throw new StoreUnavailable('there is no log in this database: run its migrations first', { cause: error });
    throw portError(error);
  }
};
