export * from './event-store.js';
export * from './transaction.js';
