export type { ServiceDefinition, Wiring } from './service-definition.js';
export type { Ports } from './ports.js';
export { EventSourcedRuntime, type RuntimeOptions } from './event-sourced-runtime.js';
export { openRuntime } from './open-runtime.js';
export { inMemoryPorts } from './in-memory-ports.js';
export { postgresPorts, type PostgresPortsOptions } from './postgres-ports.js';
