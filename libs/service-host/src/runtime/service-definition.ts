import type { DomainEvent, EventCatalogue, Policy, Process, Projection } from '@millrace/decider';
import type { Effect } from '@millrace/effects';
import type { EventHandler } from '@millrace/projections';
import type { Consumer, Subscription } from '@millrace/subscriptions';
import type { EntityTarget, MigrationInterface } from 'typeorm';

/** Turns pure parts into consumers of a subscription, with the tables, workers and runners they need. */
export interface Wiring {
  readonly projection: <Document extends object, Event extends DomainEvent>(
    projection: Projection<Document, Event>,
    entity: EntityTarget<Document>,
  ) => Consumer;
  readonly process: <Input extends DomainEvent, State, Event extends DomainEvent, Deadline extends string>(
    process: Process<Input, State, Event, Deadline>,
  ) => Consumer;
  readonly policy: <Event extends DomainEvent>(policy: Policy<Event>) => Consumer;
  readonly effect: <Event extends DomainEvent, Payload>(effect: Effect<Event, Payload>) => Consumer;
  readonly handler: (handler: EventHandler) => Consumer;
}

/** One bounded context, as the platform runs it. The only thing a service says about infrastructure. */
export interface ServiceDefinition {
  readonly name: string;
  /** Every event of its own log; checked at start. */
  readonly catalogue: EventCatalogue;
  /** Tables of its projections. */
  readonly entities: readonly EntityTarget<object>[];
  /** The service's own migrations; the platform's run before them. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly subscriptions: (wiring: Wiring) => readonly Subscription[];
}
