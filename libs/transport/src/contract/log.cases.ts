import { expect } from '@jest/globals';
import { service } from './publisher.js';
import type { StageTest, TransportFeatures } from './subject.js';

const none = Number.MAX_SAFE_INTEGER;

export const logCases = (test: StageTest, features: TransportFeatures): void => {
  test('names its generation and shards, and its heads', async (stage) => {
    const { store } = stage.publisher;
    const log = stage.transport.log(service);
    expect(await log.describe()).toEqual({ generation: store.generation, shards: store.shards });
    expect((await log.heads()).isEmpty).toBe(true);
    await stage.publisher.publish(0, 3);
    await stage.publisher.append(1, ['Noted', 'Scribbled']);
    expect((await log.heads()).toString()).toBe(`${service}@${store.generation}.0:3,${service}@${store.generation}.1:2`);
  });

  test('serves a range, for repair', async (stage) => {
    const written = await stage.publisher.publish(0, 10);
    await stage.publisher.publish(2, 1);
    const batches = await stage.transport.log(service).read(
      [
        { shard: 0, after: 4 },
        { shard: 1, after: 0 },
        { shard: 2, after: 1 },
      ],
      3,
    );
    expect(batches).toHaveLength(1);
    expect(batches[0]).toMatchObject({ source: service, shard: 0, after: 4, upTo: 7 });
    expect(batches[0]!.events).toEqual(written.slice(4, 7));
  });

  test('shows private events as places', async (stage) => {
    await stage.publisher.append(0, ['Scribbled', 'Noted', 'Scribbled']);
    const [batch] = await stage.transport.log(service).read([{ shard: 0, after: 0 }], none);
    expect([batch!.after, batch!.upTo]).toEqual([0, 3]);
    expect(batch!.events.map(({ type }) => type)).toEqual(features.privateEvents ? ['Scribbled', 'Noted', 'Scribbled'] : ['Noted']);
  });

  test('ends a stretch early at the bytes asked for, with one position at least', async (stage) => {
    await stage.publisher.publish(0, 6, () => ({ text: randomText(10_000) }));
    const log = stage.transport.log(service);
    const [few] = await log.read([{ shard: 0, after: 0 }], 100, 25_000);
    expect(few!.events.length).toBe(2);
    expect(few!.upTo).toBe(2);
    const [one] = await log.read([{ shard: 0, after: 0 }], 100, 1);
    expect(one!.upTo).toBe(1);
  });

  test('refuses to name a log it does not know', async (stage) => {
    expect(() => stage.transport.log('nobody')).toThrow(/nobody/);
  });
};

/** Of that many bytes, and not to be compressed to much less. */
const randomText = (bytes: number): string =>
  Array.from({ length: Math.ceil(bytes / 36) }, () => crypto.randomUUID())
    .join('')
    .slice(0, bytes);
