import { expect, it } from '@jest/globals';
import { shardOf } from '@millrace/decider';
import type { EventStore } from '../event-store.js';
import { appended, freshStream, kinds, noting, request } from './contract-log.js';

export const appendingContract = (store: () => EventStore): void => {
  it('gives dense versions and positions, and reads back what it answered', async () => {
    const streamId = freshStream();
    const first = appended((await store().append([request([streamId, 'none', 3])]))[0]);
    const second = appended((await store().append([request([streamId, 3, 2])]))[0]);
    const events = [...first.events, ...second.events];
    expect(events.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5]);
    expect(events.map(({ position }) => position - events[0]!.position)).toEqual([0, 1, 2, 3, 4]);
    expect(new Set(events.map(({ shard }) => shard))).toEqual(new Set([shardOf(streamId, store().shards)]));
    expect(second.versions).toEqual(new Map([[streamId, 5]]));
    expect((await store().load([{ streamId }])).get(streamId)).toEqual({ version: 5, events });
  });

  it.each([
    ['none', 2],
    [1, 2],
    [3, 2],
    [0, 2],
  ] as const)('answers a conflict with the actual version when %s was expected and there are %d', async (expected, actual) => {
    const streamId = freshStream();
    await store().append([request([streamId, 'none', actual])]);
    expect(await store().append([request([streamId, expected, 1])])).toEqual([{ kind: 'conflict', actual: new Map([[streamId, actual]]) }]);
    expect((await store().load([{ streamId }])).get(streamId)!.version).toBe(actual);
  });

  it("appends to whatever is there when 'any' is expected", async () => {
    const streamId = freshStream();
    expect(kinds(await store().append([request([streamId, 'any', 1]), request([streamId, 'any', 2])]))).toEqual(['appended', 'appended']);
    expect((await store().load([{ streamId }])).get(streamId)!.version).toBe(3);
  });

  it('writes several streams all or nothing', async () => {
    const [a, b] = [freshStream(), freshStream()];
    await store().append([request([a, 'none', 1])]);
    const [conflict] = await store().append([request([b, 'none', 1], [a, 'none', 1])]);
    expect(conflict).toEqual({ kind: 'conflict', actual: new Map([[b, 0], [a, 1]]) }); // prettier-ignore
    const both = appended((await store().append([request([b, 'none', 1], [a, 1, 1])]))[0]);
    expect(both.events.map(({ streamId, version }) => [streamId, version])).toEqual([[b, 1], [a, 2]]); // prettier-ignore
  });

  it('names the places of an append that wrote to several shards, and only of such', async () => {
    const [a, b] = [streamIn(0, store().shards), streamIn(1, store().shards)];
    const outcome = appended((await store().append([request([a, 'none', 2], [b, 'none', 1])]))[0]);
    const together = outcome.events.map(({ shard, position }) => ({ shard, position }));
    expect(together.map(({ shard }) => shard)).toEqual([0, 0, 1]);
    for (const event of outcome.events) expect(event.metadata.together).toEqual(together);
    expect((await store().load([{ streamId: a }])).get(a)!.events).toEqual(outcome.events.slice(0, 2));
    const single = appended((await store().append([request([a, 2, 1], [b, 1, 0])]))[0]);
    expect(single.events[0]!.metadata.together).toBeUndefined();
  });

  it('checks streams that are only named, and writes nothing to them', async () => {
    const [checked, written] = [freshStream(), freshStream()];
    await store().append([request([checked, 'none', 2])]);
    expect(kinds(await store().append([request([checked, 1, 0], [written, 'none', 1])]))).toEqual(['conflict']);
    expect(kinds(await store().append([request([checked, 2, 0], [written, 'none', 1])]))).toEqual(['appended']);
    const onlyChecked = appended((await store().append([request([checked, 2, 0])]))[0]);
    expect(onlyChecked).toEqual({ kind: 'appended', events: [], versions: new Map([[checked, 2]]) });
  });

  it('decides the requests of a call in order, each on what the ones before it wrote', async () => {
    const streamId = freshStream();
    const outcomes = await store().append([request([streamId, 'none', 1]), request([streamId, 1, 2]), request([streamId, 3, 1])]);
    expect(outcomes.map((outcome) => [...appended(outcome).versions.values()])).toEqual([[1], [3], [4]]);
  });

  it('fails later requests of a call on any stream of a failed one, and no others', async () => {
    const [a, b, c, d] = [freshStream(), freshStream(), freshStream(), freshStream()];
    await store().append([request([a, 'none', 1])]);
    const outcomes = await store().append([
      request([d, 'none', 1]),
      request([a, 'none', 1], [b, 'none', 1]), // conflicts on a
      request([b, 'none', 1]), // its own expectation holds, but it was decided on b as the one before left it
      request([c, 'none', 1]),
      request([a, 'any', 1]),
      request([d, 1, 1]),
    ]);
    expect(kinds(outcomes)).toEqual(['appended', 'conflict', 'conflict', 'appended', 'conflict', 'appended']);
    expect(outcomes[2]).toEqual({ kind: 'conflict', actual: new Map([[b, 0]]) });
  });

  it('keeps calls that run at the same time apart: the conflict of one harms no other', async () => {
    const streams = Array.from({ length: 40 }, freshStream);
    const calls = streams.flatMap((streamId) => [
      store().append([request([streamId, 'none', 1])]),
      store().append([request([streamId, 'none', 1])]),
    ]);
    const outcomes = (await Promise.all(calls)).map(([outcome]) => outcome!);
    streams.forEach((_, index) => expect(kinds(outcomes.slice(2 * index, 2 * index + 2)).sort()).toEqual(['appended', 'conflict']));
  });

  it('lets another call succeed on a stream on which a neighbour in the same group conflicts', async () => {
    const streamId = freshStream();
    await store().append([request([streamId, 'none', 1])]);
    const outcomes = await Promise.all([store().append([request([streamId, 'none', 1])]), store().append([request([streamId, 1, 1])])]);
    expect(outcomes.map(kinds)).toEqual([['conflict'], ['appended']]);
  });

  it('finds a command id again instead of appending it twice', async () => {
    const [a, b] = [streamIn(0, store().shards), streamIn(1, store().shards)];
    const first = request([a, 'none', 1], [b, 'none', 2]);
    const before = appended((await store().append([first]))[0]);
    await store().append([request([a, 1, 1])]);
    const again = appended((await store().append([{ ...first, retry: true }]))[0]);
    expect(again.events).toEqual(before.events);
    expect(again.versions).toEqual(before.versions);
    expect((await store().load([{ streamId: b }])).get(b)!.version).toBe(2);
  });

  it('appends a retry whose first attempt never arrived, also beside ordinary requests', async () => {
    const streamId = freshStream();
    const outcomes = await store().append([
      { ...request([streamId, 'none', 1]), retry: true },
      noting('neighbour'),
      request([streamId, 1, 1]),
    ]);
    expect(kinds(outcomes)).toEqual(['appended', 'appended', 'appended']);
  });

  it('appends a command once when its first attempt and its retry come at the same time', async () => {
    const first = request([freshStream(), 'any', 1]);
    const outcomes = await Promise.all([store().append([first]), store().append([{ ...first, retry: true }])]);
    expect(appended(outcomes[0][0]).events).toEqual(appended(outcomes[1][0]).events);
    expect(appended(outcomes[1][0]).versions).toEqual(new Map([[first.streams[0]!.streamId, 1]]));
  });

  it('tells listeners of the shards written, after the append, until they stop listening', async () => {
    const told: number[][] = [];
    const stop = store().onAppended((shards) => told.push([...shards]));
    const streamId = freshStream();
    await store().append([request([streamId, 'none', 1])]);
    await store().append([request([streamId, 'none', 1])]); // conflicts: nothing to tell
    stop();
    await store().append([request([streamId, 1, 1])]);
    expect(told).toEqual([[shardOf(streamId, store().shards)]]);
  });
};

/** A fresh stream of this shard. */
export const streamIn = (shard: number, shards: number): string => {
  for (;;) {
    const streamId = freshStream();
    if (shardOf(streamId, shards) === shard) return streamId;
  }
};
