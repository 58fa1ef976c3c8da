import type { EventStore } from '@millrace/event-store';
import { batchesOf, cutBatch } from './batch.js';
import type { PublishedLog } from './transport.js';

/**
 * A service's own log, read from its event store: private events come with their content, since they are the service's own. Upcast to today's schema versions;
 * a type this build does not declare is `UnknownEventType`. Closing it does not close the store.
 */
export const localLog = (store: EventStore): PublishedLog => ({
  service: store.service,
  describe: () => Promise.resolve({ generation: store.generation, shards: store.shards }),
  read: async (cursors, limit, maxBytes = Infinity) => {
    const log = { source: store.service, generation: store.generation };
    const batches = batchesOf(log, cursors, await store.read(cursors, limit), () => true);
    return batches.map((batch) => cutBatch(batch, limit, maxBytes));
  },
  heads: () => store.heads(),
  onAppended: (hint) => store.onAppended(() => hint()),
  close: () => Promise.resolve(),
});
