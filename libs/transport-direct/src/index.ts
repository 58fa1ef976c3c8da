/** Consumers read the publishers' databases: nothing is copied, PostgreSQL is all it takes. */
export { createDirectTransport, type DirectTransportOptions } from './direct-transport.js';
export { DirectPublishedLog, type DirectLogOptions } from './direct-published-log.js';
