export type * from './transport.js';
export { type Scheduler, systemScheduler } from './scheduler.js';
export { DivergedError, LogTimedOut, UnknownSource } from './errors.js';
export { localLog } from './local-log.js';
export { TailingTransport, type TailingOptions } from './tailing/tailing-transport.js';
export type { TailingTimes } from './tailing/tailing-consumption.js';
export type { DeliveryBounds } from './tailing/delivery-bounds.js';
export { InMemoryPublishedLog } from './in-memory/in-memory-published-log.js';
export { InMemoryTransport } from './in-memory/in-memory-transport.js';
