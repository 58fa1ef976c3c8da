import { InMemoryEventStore, InMemoryTransactor } from '@millrace/event-store';
import { type DocumentTable, InMemoryDocumentTable } from '@millrace/projections';
import { InMemoryDueWork, InMemoryParkedStore, InMemoryShardLeases, InMemoryWatermarks } from '@millrace/subscriptions';
import { InMemoryPublishedLog, localLog, TailingTransport } from '@millrace/transport';
import type { EntityTarget } from 'typeorm';
import { InMemoryIdempotencyKeys } from '../idempotency/in-memory-idempotency-keys.js';
import type { Ports } from './ports.js';
import type { ServiceDefinition } from './service-definition.js';

/** A service alone in one process, nothing kept. The logs of the services it follows are there, and empty. */
export const inMemoryPorts = (definition: ServiceDefinition, others: readonly string[]): Ports => {
  const now = Date.now;
  const storeOf = (service: string): InMemoryEventStore =>
    new InMemoryEventStore({
      service,
      catalogue: definition.catalogue,
      transactor: service === definition.name ? transactor : new InMemoryTransactor(),
      now,
    });
  const transactor = new InMemoryTransactor();
  const store = storeOf(definition.name);
  const empty = others.map((service) => new InMemoryPublishedLog(storeOf(service)));
  const transport = new TailingTransport({ name: 'in-memory', logs: [localLog(store), ...empty] });
  const dueWork = new InMemoryDueWork(now);
  const tables = new Map<EntityTarget<object>, InMemoryDocumentTable<object>>();
  return {
    store,
    transport,
    commands: transactor,
    consumers: transactor,
    watermarks: new InMemoryWatermarks(),
    dueWork,
    parked: new InMemoryParkedStore(dueWork, now),
    leases: new InMemoryShardLeases(now),
    idempotencyKeys: new InMemoryIdempotencyKeys(now),
    documents: <Document extends object>(entity: EntityTarget<Document>) => {
      const table = tables.get(entity) ?? new InMemoryDocumentTable<object>();
      tables.set(entity, table);
      return table as DocumentTable<object> as DocumentTable<Document>;
    },
    ping: () => Promise.resolve(),
    close: () => transport.close(),
  };
};
