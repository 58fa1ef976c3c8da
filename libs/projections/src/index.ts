export type { DocumentTable } from './document-table.js';
export { InMemoryDocumentTable } from './in-memory-document-table.js';
export { PostgresDocumentTable } from './postgres-document-table.js';
export { type EventHandler, handlerConsumer, projectionConsumer } from './projection-consumer.js';
export { documentFromLog, foldDocument } from './fold-document.js';
