import type { Recorded } from '@millrace/decider';
import type { ShardCursor } from '@millrace/event-store';
import type { Batch } from './transport.js';

/**
 * Batches from the events of a log as its own service sees it: every position, private ones too, in order. `visible` says which events the reader gets;
 * of the others only the places remain, as part of the stretch.
 */
export const batchesOf = (
  log: { readonly source: string; readonly generation: string },
  cursors: readonly ShardCursor[],
  events: readonly Recorded[],
  visible: (event: Recorded) => boolean,
): Batch[] => {
  const byShard = new Map<number, Recorded[]>();
  for (const event of events) {
    const found = byShard.get(event.shard);
    if (found) found.push(event);
    else byShard.set(event.shard, [event]);
  }
  return cursors.flatMap(({ shard, after }) => {
    const found = byShard.get(shard);
    return found ? [{ ...log, shard, after, upTo: found.at(-1)!.position, events: found.filter(visible) }] : [];
  });
};

/** The beginning of a batch: at most that many events and bytes, but one event at least. It ends just below the first event that is left out. */
export const cutBatch = (batch: Batch, maxEvents: number, maxBytes: number): Batch => {
  if (batch.events.length <= maxEvents && maxBytes === Infinity) return batch;
  let bytes = 0;
  const end = batch.events.findIndex((event, index) => {
    bytes += approximateBytes(event);
    return index > 0 && (index >= maxEvents || bytes > maxBytes);
  });
  if (end < 0) return batch;
  return { ...batch, upTo: batch.events[end]!.position - 1, events: batch.events.slice(0, end) };
};

const envelope = 200;

/** About what the event takes as JSON. A walk, not a serialisation: it is done for every event delivered. */
export const approximateBytes = ({ data, metadata }: Recorded): number => envelope + sizeOf(data) + sizeOf(metadata);

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 2;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item) + 1;
  else for (const key in value) size += key.length + 4 + sizeOf((value as Record<string, unknown>)[key]);
  return size;
};
