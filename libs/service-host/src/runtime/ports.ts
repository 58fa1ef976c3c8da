import type { EventStore, Transactor } from '@millrace/event-store';
import type { DocumentTable } from '@millrace/projections';
import type { DueWork, ParkedStore, ShardLeases, Watermarks } from '@millrace/subscriptions';
import type { Assignment, Transport } from '@millrace/transport';
import type { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import type { DataSource, EntityTarget } from 'typeorm';

/** Brings the service's own log to where the transport's consumers find it. */
export interface LogRelay {
  /** Publishes the shards of the assignment, until stopped. Throws when it can never work; what may pass is tried again. */
  start(assignment: Assignment): Promise<void>;
  stop(): Promise<void>;
  /** What it has done, by name. */
  readonly counts: object;
}

/** Everything a service runs on, behind ports; made once, for PostgreSQL or in memory. */
export interface Ports {
  readonly store: EventStore;
  /** Of the commands: what a conflict needs to be decided again. */
  readonly commands: Transactor;
  /** Of the consumers, with connections of their own: a flood of commands never starves them, nor they the commands. */
  readonly consumers: Transactor;
  readonly transport: Transport;
  /** Publishes the service's log, where the transport needs that. */
  readonly relay?: LogRelay;
  readonly watermarks: Watermarks;
  readonly dueWork: DueWork;
  readonly parked: ParkedStore;
  readonly leases: ShardLeases;
  readonly idempotencyKeys: IdempotencyKeys;
  /** For TypeORM repositories; absent in memory. */
  readonly dataSource?: DataSource;
  documents<Document extends object>(entity: EntityTarget<Document>): DocumentTable<Document>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
