import type { EventStore } from '@millrace/event-store';
import { TailingTransport, type TailingOptions } from '../tailing/tailing-transport.js';
import { InMemoryPublishedLog } from './in-memory-published-log.js';

/** Services of one process that consume each other's logs. Services may join at any time. */
export class InMemoryTransport extends TailingTransport {
  constructor(options: Partial<TailingOptions> = {}) {
    super({ name: 'in-memory', logs: [], ...options });
  }

  publish(store: EventStore): void {
    this.add(new InMemoryPublishedLog(store));
  }
}
