import { approximateBytes, cutBatch } from '../batch.js';
import type { Batch } from '../transport.js';

/** How much one delivery may hold at most. A single event larger than `maxBytes` still travels, alone in its shard's batch. */
export interface DeliveryBounds {
  readonly maxPositionsPerShard: number;
  /** Over all shards of a delivery. */
  readonly maxEvents: number;
  /** Of content, approximately, over all shards of a delivery. */
  readonly maxBytes: number;
}

export const defaultBounds: DeliveryBounds = { maxPositionsPerShard: 500, maxEvents: 2_000, maxBytes: 8 * 1024 * 1024 };

/**
 * Shares the bounds among the shards that have something to read. How many those are is known only afterwards, so a read is planned with what the last one found,
 * and cut when it found more: what is cut off is read again.
 */
export class DeliveryPlan {
  private busy = Infinity;

  constructor(private readonly bounds: DeliveryBounds) {}

  /** For each shard of a read of `shards` shards. */
  limits(shards: number): { readonly positions: number; readonly bytes: number } {
    const busy = Math.max(1, Math.min(this.busy, shards));
    const { maxPositionsPerShard, maxEvents, maxBytes } = this.bounds;
    return {
      positions: Math.max(1, Math.min(maxPositionsPerShard, Math.floor(maxEvents / busy))),
      bytes: Math.max(1, Math.floor(maxBytes / busy)),
    };
  }

  /** The batches, cut to the bounds; each keeps at least its first event. */
  fit(batches: readonly Batch[]): readonly Batch[] {
    this.busy = batches.length;
    const { maxEvents, maxBytes } = this.bounds;
    const sizes = batches.map(({ events }) => events.reduce((sum, event) => sum + approximateBytes(event), 0));
    const total = batches.reduce((sum, { events }) => sum + events.length, 0);
    if (total <= maxEvents && sizes.reduce((sum, size) => sum + size, 0) <= maxBytes) return batches;
    const share = { events: Math.max(1, Math.floor(maxEvents / batches.length)), bytes: Math.floor(maxBytes / batches.length) };
    return batches.map((batch) => cutBatch(batch, share.events, share.bytes));
  }
}
