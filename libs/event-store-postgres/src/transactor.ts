import { CommitUnknown, insideTransaction, type Transactor } from '@millrace/event-store';
import { PostgresTransactor } from '@millrace/postgres';
import type { Pool } from 'pg';

/** Transactions that the PostgreSQL stores take part in. */
export const createTransactor = (pool: Pool): Transactor & PostgresTransactor =>
  new PostgresTransactor(pool, {
    around: insideTransaction,
    commitUnknown: (cause) =>
      new CommitUnknown(`the connection was lost while COMMIT was under way: ${(cause as Error).message}`, { cause }),
  });
