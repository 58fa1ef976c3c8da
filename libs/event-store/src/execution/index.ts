export { type Accepted, CommandExecutor, type CommandOutcome, type ExecutorOptions, type Settled } from './command-executor.js';
export { causedBy, type CommandContext } from './command-context.js';
export type { Decision } from './decision-batch.js';
export { HybridLogicalClock } from './hybrid-logical-clock.js';
