import { randomUUID } from 'node:crypto';
import type { VersionVector } from '@millrace/decider';
import { effectConsumer, EffectRunner, type Effect } from '@millrace/effects';
import { type EventStore, HybridLogicalClock, type Transactor } from '@millrace/event-store';
import { DeadlineRunner, policyConsumer, processConsumer } from '@millrace/processes';
import { type DocumentTable, handlerConsumer, projectionConsumer } from '@millrace/projections';
import { type Consumer, ParkedKeys, ShardAssignment, type Subscription, SubscriptionRunner } from '@millrace/subscriptions';
import type { DataSource, EntityTarget } from 'typeorm';
import { RequestExecutor } from '../commands/request-executor.js';
import type { WatermarkReader } from '../context/consistency.js';
import type { HealthCheck } from '../health/health-registry.js';
import type { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import type { ServiceRuntime } from '../service-runtime.js';
import type { Ports } from './ports.js';
import type { Wiring, ServiceDefinition } from './service-definition.js';

export interface RuntimeOptions {
  readonly instance: string;
  /**
   * Failures that concern no request: a delivery that is tried again, a lease that could not be renewed. Never throws. `retryInMs`: it is tried again by itself
   * after that time at the latest; Infinity: it is not, until a person has looked.
   */
  readonly onError: (where: string, error: unknown, retryInMs?: number) => void;
  /** For fault tests. */
  readonly beforeWatermark?: (subscription: string) => void;
  /** How long a killed copy's shards stay with it. */
  readonly leaseMs?: number;
}

interface Runner {
  start(): void;
  stop(): Promise<void>;
}

/**
 * A service's moving parts: commands, subscriptions, deadlines, effects, on whichever ports it was given.
 * `start` may be called once; `stop` lets everything in flight end, and gives the shards back.
 */
export class EventSourcedRuntime implements ServiceRuntime, WatermarkReader {
  readonly service: string;
  readonly store: EventStore;
  readonly transactor: Transactor;
  readonly executor: RequestExecutor;
  readonly parkedKeys: ParkedKeys;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly dataSource: DataSource | undefined;
  readonly watermarks: WatermarkReader = this;
  readonly now = Date.now;
  readonly newId = randomUUID;
  readonly checks: readonly HealthCheck[];
  private readonly assignment: ShardAssignment;
  private readonly subscriptions = new Map<string, SubscriptionRunner>();
  /** Deadlines and effects, by the consumer they were made with. */
  private readonly workers = new Map<Consumer, (subscription: string) => Runner>();
  private readonly runners: Runner[] = [];
  private readonly clock = new HybridLogicalClock(Date.now);
  private started = false;

  constructor(
    readonly definition: ServiceDefinition,
    readonly ports: Ports,
    private readonly options: RuntimeOptions,
  ) {
    this.service = definition.name;
    this.store = ports.store;
    this.transactor = ports.commands;
    this.dataSource = ports.dataSource;
    this.idempotencyKeys = ports.idempotencyKeys;
    this.checks = [
      { name: 'database', check: () => ports.ping() },
      { name: 'subscriptions', check: () => Promise.resolve(this.subscriptionStatus()) },
      { name: 'transport', check: () => Promise.resolve(this.transportStatus()) },
    ];
    this.executor = new RequestExecutor({
      store: ports.store,
      transactor: ports.commands,
      now: Date.now,
      newId: randomUUID,
      clock: this.clock,
      onError: (error) => options.onError('commands', error),
    });
    this.assignment = new ShardAssignment({
      leases: ports.leases,
      instance: options.instance,
      shards: ports.store.shards,
      now: () => performance.now(),
      onError: (error) => options.onError('shard leases', error),
      ...(options.leaseMs !== undefined && { ttlMs: options.leaseMs }),
    });
    const subscriptions = definition.subscriptions(this.wiring());
    this.parkedKeys = new ParkedKeys(subscriptions, {
      transactor: ports.consumers,
      executor: this.executor,
      dueWork: ports.dueWork,
      parked: ports.parked,
    });
    for (const subscription of subscriptions) this.add(subscription);
  }

  async start(): Promise<void> {
    this.started = true;
    await this.assignment.start();
    await this.ports.relay?.start(this.assignment);
    for (const runner of [...this.subscriptions.values(), ...this.runners]) runner.start();
  }

  async stop(): Promise<void> {
    if (this.started) {
      await Promise.all([...this.runners, ...this.subscriptions.values()].map((runner) => runner.stop()));
      await this.ports.relay?.stop();
      await this.assignment.stop();
    }
    await this.ports.close();
  }

  /** Waits, bounded, until the named subscription has applied what it can see of `vector`. */
  waitFor(subscription: string, vector: VersionVector, timeoutMs: number): Promise<boolean> {
    const runner = this.subscriptions.get(subscription);
    if (!runner) throw new Error(`${this.definition.name} has no subscription '${subscription}'`);
    return runner.waitFor(vector, timeoutMs);
  }

  /** The table of a projection: in memory, the only way to its documents. */
  readonly documents = <Document extends object>(entity: EntityTarget<Document>): DocumentTable<Document> => this.ports.documents(entity);

  applied(subscription: string): Promise<VersionVector> {
    return this.ports.watermarks.read(subscription);
  }

  /** What this instance does, for operators and tests. */
  private subscriptionStatus() {
    return {
      instance: this.options.instance,
      shards: this.assignment.shards().size,
      subscriptions: Object.fromEntries(
        [...this.subscriptions.values()].map(({ subscription, progress }) => [subscription.name, progress.counts]),
      ),
    };
  }

  /** Never an error: while no broker answers this service works, and others lag. */
  private transportStatus() {
    const { transport, relay } = this.ports;
    return { name: transport.name, consuming: transport.status?.() ?? [], ...(relay && { relay: relay.counts }) };
  }

  private add(subscription: Subscription): void {
    if (this.subscriptions.has(subscription.name))
      throw new Error(`two subscriptions of ${this.definition.name} are called '${subscription.name}'`);
    const { ports, executor, assignment, clock, options } = this;
    this.subscriptions.set(
      subscription.name,
      new SubscriptionRunner(subscription, {
        transactor: ports.consumers,
        executor,
        transport: ports.transport,
        assignment,
        watermarks: ports.watermarks,
        dueWork: ports.dueWork,
        parked: ports.parked,
        clock,
        onError: (name, error, retryInMs) => options.onError(`subscription ${name}`, error, retryInMs),
        ...(options.beforeWatermark && { beforeWatermark: options.beforeWatermark }),
      }),
    );
    for (const consumer of subscription.consumers) {
      const worker = this.workers.get(consumer)?.(subscription.name);
      if (worker) this.runners.push(worker);
    }
  }

  private wiring(): Wiring {
    const { ports, executor, options } = this;
    return {
      projection: (projection, entity) => projectionConsumer(projection, ports.documents(entity)),
      policy: policyConsumer,
      handler: handlerConsumer,
      process: (process) => {
        const consumer = processConsumer(process, ports.dueWork);
        const onError = (error: unknown): void => options.onError(`deadlines of ${process.name}`, error);
        const tools = { transactor: ports.consumers, executor, dueWork: ports.dueWork, parked: ports.parked, onError };
        if (process.deadlines) this.workers.set(consumer, (subscription) => new DeadlineRunner(subscription, consumer, tools));
        return consumer;
      },
      effect: (effect) => {
        const onError = (error: unknown): void => options.onError(`effect ${effect.name}`, error);
        const tools = { dueWork: ports.dueWork, executor, random: Math.random, onError };
        const consumer = effectConsumer(effect, ports.dueWork);
        this.workers.set(consumer, () => new EffectRunner(effect as unknown as Effect, tools));
        return consumer;
      },
    };
  }
}
