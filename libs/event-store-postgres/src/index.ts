/** The event store in PostgreSQL: one log per service, in the service's own database. */
export { PostgresEventStore } from './postgres-event-store.js';
export type { StoreOptions } from './resources.js';
export { eventLogMigrations } from './event-log.migration.js';
export { createTransactor } from './transactor.js';
export { logChannel } from './notifier.js';
export { type EventRow, eventColumns } from './reading/recorded-row.js';
