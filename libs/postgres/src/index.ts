/** PostgreSQL as Millrace uses it: pools with timeouts, transactions, TypeORM data sources and migrations. Knows no port. */
export { createPool, poolConfig, type PoolOptions } from './pool.js';
export { parseInt8 } from './result-types.js';
export { withConnection } from './connection.js';
export { isConnectionLost, sqlStateOf, wasNeverSent } from './connection-errors.js';
export { clientOf, PostgresTransaction } from './transaction.js';
export { PostgresTransactor, type TransactorHooks } from './transactor.js';
export { createDataSource, type DataSourceOptions } from './data-source.js';
export { MigrationsFailed, runMigrations, type MigrationsRequest } from './migrations.js';
export { tableShapeOf, type ColumnShape, type TableShape } from './table-shape.js';
export { timeAsText } from './time-as-text.js';
