export * from './event-store.js';
export * from './transaction.js';
export * from './execution/index.js';
