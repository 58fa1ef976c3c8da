import { randomUUID } from 'node:crypto';
import { PostgresEventStore } from '@millrace/event-store-postgres';
import { sampleEvents } from './sample-events.mjs';

const appendsPerStream = 5;

/** Ours: every client appends to streams of its own, with the version it expects. */
export async function eventStore(server, clients) {
  const catalogue = { OrderLineAdded: { schemaVersion: 1, published: true } };
  const store = await PostgresEventStore.connect({ url: server.runtimeUrl, service: 'bench', catalogue });
  return {
    name: 'millrace',
    reset: server.reset,
    /** Appends until told to stop; `count` is told of events written. */
    async run(isOver, count) {
      await Promise.all(
        Array.from({ length: clients }, async () => {
          while (!isOver()) await fillStream(store, isOver, count);
        }),
      );
    },
    close: () => store.close(),
  };
}

async function fillStream(store, isOver, count) {
  const streamId = `order-${randomUUID()}`;
  for (let version = 0; version < appendsPerStream * 2 && !isOver(); version += 2) {
    const commandId = randomUUID();
    const [outcome] = await store.append([
      { commandId, streams: [{ streamId, expected: version || 'none', events: sampleEvents(commandId) }] },
    ]);
    if (outcome.kind !== 'appended') throw new Error(`${streamId}: ${outcome.kind}`);
    count(2);
  }
}
