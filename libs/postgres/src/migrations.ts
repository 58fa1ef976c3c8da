import { MigrationExecutor, type QueryRunner } from 'typeorm';
import { createDataSource, type DataSourceOptions } from './data-source.js';

export interface MigrationsRequest {
  /** The role that owns the tables; services run as another one. */
  readonly ownerUrl: string;
  readonly migrations: NonNullable<DataSourceOptions['migrations']>;
  /** Copies that use one name wait for each other. */
  readonly lockName: string;
  /** How long to wait for another copy's migrations, in ms. Default 60 s. */
  readonly lockTimeoutMs?: number;
}

export class MigrationsFailed extends Error {
  override readonly name = 'MigrationsFailed';
  readonly code = 'postgres.migrations-failed';
}

/**
 * Runs the migrations that the database lacks, each in its own transaction, and answers their names. Idempotent. Copies that start together do not race: an advisory
 * lock is held by the very session that migrates, so it cannot be lost while the migrations go on, nor kept by a process that died.
 */
export const runMigrations = async (request: MigrationsRequest): Promise<readonly string[]> => {
  const minutes = 30 * 60_000;
  const dataSource = createDataSource({
    url: request.ownerUrl,
    migrations: request.migrations,
    max: 2,
    applicationName: `${request.lockName} migrations`,
    statementTimeoutMs: minutes,
    transactionTimeoutMs: minutes,
    idleInTransactionTimeoutMs: 60_000,
    lockTimeoutMs: request.lockTimeoutMs ?? 60_000,
  });
  try {
    await dataSource.initialize();
    const session = dataSource.createQueryRunner();
    try {
      return await underLock(session, request.lockName, async () => {
        const executor = new MigrationExecutor(dataSource, session);
        executor.transaction = 'each';
        return (await executor.executePendingMigrations()).map(({ name }) => name);
      });
    } finally {
      await session.release();
    }
  } catch (error) {
    throw new MigrationsFailed(`migrations '${request.lockName}': ${(error as Error).message}`, { cause: error });
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
};

const underLock = async <T>(session: QueryRunner, lockName: string, work: () => Promise<T>): Promise<T> => {
  await session.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [lockName]);
  try {
    return await work();
  } finally {
    await session.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [lockName]);
  }
};
