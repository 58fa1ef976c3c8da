import { expect } from '@jest/globals';
import { approximateBytes } from '../batch.js';
import type { Batch } from '../transport.js';
import { shards } from './publisher.js';
import type { StageTest } from './subject.js';

const eventsOf = (batches: readonly Batch[]): Batch['events'] => batches.flatMap(({ events }) => events);

export const boundsCases = (test: StageTest): void => {
  test(
    'a big backlog comes in bounded deliveries',
    async (stage) => {
      const written = [];
      for (let shard = 0; shard < shards; shard++) for (let n = 0; n < 3; n++) written.push(...(await stage.publisher.publish(shard, 100)));
      const consumer = stage.consumer();
      await consumer.untilApplied(written);
      expect(consumer.state.events).toHaveLength(written.length);
      for (const batches of consumer.deliveries) {
        expect(eventsOf(batches).length).toBeLessThanOrEqual(120);
        for (const { after, upTo } of batches) expect(upTo - after).toBeLessThanOrEqual(50);
      }
    },
    { bounds: { maxPositionsPerShard: 50, maxEvents: 120 } },
  );

  test(
    'big events come in few, and one beyond the bound alone',
    async (stage) => {
      const text = (n: number): unknown => ({ text: 'x'.repeat(n % 10 === 0 ? 30_000 : 4_000) });
      const written = [await stage.publisher.publish(0, 20, text), await stage.publisher.publish(1, 20, text)].flat();
      const consumer = stage.consumer();
      await consumer.untilApplied(written);
      expect(consumer.state.eventIds().sort()).toEqual(written.map(({ eventId }) => eventId).sort());
      for (const batch of consumer.deliveries.flat()) {
        const bytes = batch.events.reduce((sum, event) => sum + approximateBytes(event), 0);
        expect(batch.events.length === 1 || bytes <= 20_000).toBe(true);
      }
    },
    { bounds: { maxBytes: 20_000 } },
  );
};
