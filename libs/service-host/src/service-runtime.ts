import type { CommandExecutor, EventStore, Transactor } from '@millrace/event-store';
import type { DataSource } from 'typeorm';
import type { WatermarkReader } from './context/consistency.js';
import type { IdempotencyKeys } from './idempotency/idempotency-keys.js';
import type { HealthCheck } from './health/health-registry.js';
import type { ParkedKeyVerbs } from './internal/parked.controller.js';

/** Everything a service runs on, made before Nest: the application sees only these ports. */
export interface ServiceRuntime {
  readonly service: string;
  readonly store: EventStore;
  readonly executor: CommandExecutor;
  readonly transactor: Transactor;
  readonly watermarks: WatermarkReader;
  readonly parkedKeys: ParkedKeyVerbs;
  /** Absent: keys are not looked at. */
  readonly idempotencyKeys?: IdempotencyKeys | undefined;
  /** Absent with in-memory ports. */
  readonly dataSource?: DataSource | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  /** What readiness asks: database, subscriptions … */
  readonly checks: readonly HealthCheck[];
  /** Starts what works in the background. Called once, when the application is wired and before it listens. */
  start?(): Promise<void>;
  /** Stops the background work, then closes pools. Called once, after the last request; also when the start failed half-way. */
  stop(): Promise<void>;
}
