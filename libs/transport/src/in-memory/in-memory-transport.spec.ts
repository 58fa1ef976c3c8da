import { InMemoryEventStore, InMemoryTransactor } from '@millrace/event-store';
import { type SubjectFactory, type SubjectRequest, transportContract } from '../contract/index.js';
import { localLog } from '../local-log.js';
import { TailingTransport } from '../tailing/tailing-transport.js';
import type { PublishedLog } from '../transport.js';
import { InMemoryPublishedLog } from './in-memory-published-log.js';

const minutes = 60_000;

const subject =
  (logOf: (store: InMemoryEventStore) => PublishedLog): SubjectFactory =>
  async ({ service, shards, catalogue, wakeUp, bounds }: SubjectRequest) => {
    const store = new InMemoryEventStore({ service, shards, catalogue, transactor: new InMemoryTransactor(), now: () => 0 });
    const log = logOf(store);
    if (wakeUp === 'polling') log.onAppended = () => () => undefined;
    const times = wakeUp === 'hints' ? { minPollMs: 10 * minutes, maxPollMs: 10 * minutes } : {};
    const transport = new TailingTransport({ name: 'in-memory', logs: [log], times, ...(bounds && { bounds }) });
    return { store, transport, close: async () => undefined };
  };

const features = { followsAssignment: true, hintsAndPolling: true, bounds: true };

transportContract(
  'in memory',
  subject((store) => new InMemoryPublishedLog(store)),
  { ...features, privateEvents: false },
);
transportContract('own log', subject(localLog), { ...features, privateEvents: true });
