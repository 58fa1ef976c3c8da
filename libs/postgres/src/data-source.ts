import { DataSource, type EntitySchema, type MixedList } from 'typeorm';
import { poolConfig, type PoolOptions } from './pool.js';

type Constructor = abstract new (...args: never[]) => unknown;

export interface DataSourceOptions extends PoolOptions {
  readonly entities?: readonly (Constructor | EntitySchema)[];
  readonly migrations?: readonly Constructor[];
}

/**
 * A TypeORM data source over a pool with the timeouts of `createPool`; not yet initialised. The schema comes from migrations, never from `synchronize`.
 */
export const createDataSource = (options: DataSourceOptions): DataSource =>
  new DataSource({
    type: 'postgres',
    url: options.url,
    entities: [...(options.entities ?? [])] as MixedList<never>,
    migrations: [...(options.migrations ?? [])] as MixedList<never>,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    poolErrorHandler: (error: Error) => options.onConnectionLost?.(error),
    extra: poolConfig(options),
  });
