import type { EventStore } from '@millrace/event-store';
import { createTransactor, eventLogMigrations, PostgresEventStore } from '@millrace/event-store-postgres';
import { createDataSource, createPool, type DataSourceOptions, runMigrations, tableShapeOf } from '@millrace/postgres';
import { PostgresDocumentTable } from '@millrace/projections';
import {
  CreateSubscriptions1764000000001,
  PostgresDueWork,
  PostgresParkedStore,
  PostgresShardLeases,
  PostgresWatermarks,
} from '@millrace/subscriptions';
import { localLog } from '@millrace/transport';
import { createDirectTransport, DirectPublishedLog } from '@millrace/transport-direct';
import { CreateRelayCursors1764000000002, type KafkaSettings, KafkaTransport, PostgresRelayCursors } from '@millrace/transport-kafka';
import type { Pool } from 'pg';
import { CreateIdempotencyKeys1764000000003 } from '../idempotency/create-idempotency-keys.migration.js';
import { PostgresIdempotencyKeys } from '../idempotency/postgres-idempotency-keys.js';
import type { Ports } from './ports.js';
import type { ServiceDefinition } from './service-definition.js';

export interface PostgresPortsOptions {
  readonly definition: ServiceDefinition;
  /** Of the runtime role. */
  readonly url: string;
  /** Of the owner role; given, the migrations run first, one copy at a time. */
  readonly ownerUrl?: string | undefined;
  /** Reader role's URL of each publisher's database, by service. */
  readonly logs: Readonly<Record<string, string>>;
  /** Logs travel over this cluster; absent: they are read directly. */
  readonly kafka?: KafkaSettings | undefined;
  /** What will be tried again by itself. */
  readonly onError?: (error: unknown, retryInMs?: number) => void;
}

/** Connections of one copy of a service, by purpose: none of them can starve another. */
const budget = { consumers: 4, commands: 2, reads: 4, derived: 3, keys: 1 };

/** Everything on PostgreSQL: the service's own database, and the published logs of the services it follows. */
export const postgresPorts = async (options: PostgresPortsOptions): Promise<Ports> => {
  const { definition, url, ownerUrl } = options;
  if (ownerUrl) await migrate(definition, ownerUrl);
  const store = await PostgresEventStore.connect({ url, service: definition.name, catalogue: definition.catalogue });
  const pool = (purpose: keyof typeof budget) =>
    createPool({ url, max: budget[purpose], applicationName: `${definition.name} ${purpose}` });
  const [consumers, commands, derived, keys] = [pool('consumers'), pool('commands'), pool('derived'), pool('keys')];
  const dataSource = createDataSource({
    url,
    max: budget.reads,
    applicationName: `${definition.name} queries`,
    entities: definition.entities as DataSourceOptions['entities'] & object,
  });
  await dataSource.initialize();
  const { transport, relay } = options.kafka ? overKafka(options, options.kafka, store, derived) : directly(options, store);
  return {
    store,
    transport,
    ...(relay && { relay }),
    dataSource,
    commands: createTransactor(commands),
    consumers: createTransactor(consumers),
    watermarks: new PostgresWatermarks(derived),
    dueWork: new PostgresDueWork(derived),
    parked: new PostgresParkedStore(derived),
    leases: new PostgresShardLeases(derived),
    idempotencyKeys: new PostgresIdempotencyKeys({ pool: keys, onError: options.onError ?? (() => undefined) }),
    documents: (entity) => new PostgresDocumentTable(tableShapeOf(dataSource, entity)),
    ping: async () => void (await derived.query('SELECT 1')),
    close: async () => {
      await transport.close();
      await store.close();
      await Promise.all([consumers.end(), commands.end(), derived.end(), keys.end(), dataSource.destroy()]);
    },
  };
};

const directly = ({ logs }: PostgresPortsOptions, store: EventStore): Pick<Ports, 'transport' | 'relay'> => ({
  transport: createDirectTransport({ logs, own: localLog(store) }),
});

const overKafka = (
  { definition, url, logs, onError }: PostgresPortsOptions,
  settings: KafkaSettings,
  store: EventStore,
  pool: Pool,
): Pick<Ports, 'transport' | 'relay'> => {
  const followed = Object.entries(logs).map(
    ([service, readerUrl]) => new DirectPublishedLog({ service, url: readerUrl, consumer: definition.name, connections: 1 }),
  );
  const transport = new KafkaTransport({
    settings,
    logs: followed,
    own: localLog(store),
    tools: { ...(onError && { onError: (error) => onError(error, 5_000) }) },
  });
  // What others may see of the log, as it is stored. The store tells of appends itself: no connection need listen.
  const log = new DirectPublishedLog({
    service: definition.name,
    url,
    consumer: `${definition.name} relay`,
    connections: 1,
    content: 'json-text',
  });
  log.onAppended = (hint) => store.onAppended(() => hint());
  return { transport, relay: transport.relay({ log, content: 'json-text', cursors: new PostgresRelayCursors(pool) }) };
};

const migrate = (definition: ServiceDefinition, ownerUrl: string): Promise<readonly string[]> =>
  runMigrations({
    ownerUrl,
    lockName: `millrace ${definition.name}`,
    migrations: [
      ...eventLogMigrations(),
      CreateSubscriptions1764000000001,
      CreateRelayCursors1764000000002,
      CreateIdempotencyKeys1764000000003,
      ...definition.migrations,
    ],
  });
