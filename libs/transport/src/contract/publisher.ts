import { declareEvents, type EventCatalogue, type Recorded, shardOf } from '@millrace/decider';
import type { EventStore, NewEvent } from '@millrace/event-store';

/** What the suite publishes. `Noted` is in the contract, `Scribbled` is private. */
export const catalogue: EventCatalogue = declareEvents({
  Noted: { schemaVersion: 1, published: true },
  Scribbled: { schemaVersion: 1, published: false },
});

export const service = 'notes';
export const shards = 4;

/** Writes to the log under test; one stream per shard. */
export class Publisher {
  private written = 0;

  constructor(readonly store: EventStore) {}

  /** `count` published events to the shard, in one append. */
  publish(shard: number, count = 1, data: (n: number) => unknown = (n) => ({ n })): Promise<readonly Recorded[]> {
    return this.append(
      shard,
      Array.from({ length: count }, () => 'Noted'),
      data,
    );
  }

  /** Events of the given types to the shard, in one append. */
  async append(shard: number, types: readonly string[], data: (n: number) => unknown = (n) => ({ n })): Promise<readonly Recorded[]> {
    const commandId = crypto.randomUUID();
    const events = types.map((type) => this.event(type, commandId, data));
    const [outcome] = await this.store.append([{ commandId, streams: [{ streamId: streamOf(shard), expected: 'any', events }] }]);
    if (outcome?.kind !== 'appended') throw new Error(`the suite could not append: ${JSON.stringify(outcome)}`);
    return outcome.events;
  }

  private event(type: string, commandId: string, data: (n: number) => unknown): NewEvent {
    const n = ++this.written;
    const metadata = { correlationId: commandId, causationId: commandId, commandId, hlc: `0000000000000-${n}`, actor: 'contract' };
    return { eventId: crypto.randomUUID(), type, data: data(n), metadata };
  }
}

/** A stream of that shard. */
const streamOf = (shard: number): string => {
  for (let n = 0; ; n++) if (shardOf(`note-${n}`, shards) === shard) return `note-${n}`;
};
