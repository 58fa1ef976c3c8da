import { HybridLogicalClock } from '@millrace/event-store';
import { eventLogMigrations, PostgresEventStore } from '@millrace/event-store-postgres';
import { CreateSubscriptions1764000000001 } from '@millrace/subscriptions';
import { CreateRelayCursors1764000000002 } from '@millrace/transport-kafka';
import { openBenchServer } from '../bench-server.mjs';
import { catalogue, sampleOrder } from './sample-order.mjs';

export const service = 'bench';
const ordersPerAppend = 50;

/** A service's database whose log has at least `events` published events in 16 shards, nine of ten events published. */
export async function openFilledLog(events) {
  const server = await openBenchServer({
    migrations: [...eventLogMigrations(), CreateSubscriptions1764000000001, CreateRelayCursors1764000000002],
  });
  try {
    const store = await PostgresEventStore.connect({ url: server.runtimeUrl, service, catalogue });
    const published = await fill(store, events);
    const { shards } = store;
    const ends = await store.heads();
    const heads = new Map(Array.from({ length: shards }, (_, shard) => [shard, ends.position(service, shard)]));
    await store.close();
    await server.admin.query('ANALYZE events');
    await server.admin.query('CHECKPOINT');
    return { ...server, published, heads, shards };
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function fill(store, wanted) {
  const clock = new HybridLogicalClock(Date.now);
  let published = 0;
  while (published < wanted) {
    const outcomes = await store.append(Array.from({ length: ordersPerAppend }, () => sampleOrder(clock)));
    const appended = outcomes.flatMap((outcome) => {
      if (outcome.kind !== 'appended') throw new Error(`the log could not be filled: ${outcome.kind}`);
      return outcome.events;
    });
    published += appended.filter((event) => event.published).length;
  }
  return published;
}
