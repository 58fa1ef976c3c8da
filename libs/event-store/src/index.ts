export * from './event-store.js';
export * from './transaction.js';
export * from './execution/index.js';
export { type CheckedEvent, checkContent, maxDataBytes, maxIdLength, maxMetadataBytes } from './content.js';
export { upcast } from './upcasting.js';
export { InMemoryTransaction, inMemoryTransaction, InMemoryTransactor } from './in-memory/in-memory-transactor.js';
export { InMemoryEventStore, type InMemoryEventStoreOptions } from './in-memory/in-memory-event-store.js';
export { InMemoryLog } from './in-memory/in-memory-log.js';
