import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type EventCatalogue, shardOf } from '@millrace/decider';
import { type EventStore, UnknownEventType, UnknownSchemaVersion } from '../event-store.js';
import { streamIn } from './appending.contract.js';
import { appended, freshStream, newEvent, noting, request } from './contract-log.js';

export const readingContract = (store: () => EventStore, open: (catalogue: EventCatalogue) => Promise<EventStore>): void => {
  const load = async (from: EventStore, streamId: string) => (await from.load([{ streamId }])).get(streamId)!;

  it('loads many streams at once, each after its version; a stream that is not there has version 0', async () => {
    const [a, b, none] = [freshStream(), freshStream(), freshStream()];
    await store().append([request([a, 'none', 3]), request([b, 'none', 1])]);
    const loaded = await store().load([{ streamId: a, afterVersion: 2 }, { streamId: none }, { streamId: b, afterVersion: 1 }]);
    expect([...loaded].map(([id, { version, events }]) => [id, version, events.map((event) => event.version)])).toEqual([
      [a, 3, [3]],
      [none, 0, []],
      [b, 1, []],
    ]);
  });

  it('reads shards after a position, private events too, in order, and at most the limit of each', async () => {
    const [a, b] = [streamIn(2, store().shards), streamIn(3, store().shards)];
    const outcomes = await store().append([request([a, 'none', 3]), noting('private', b, 'none', 'Remembered'), request([b, 1, 2])]);
    const events = outcomes.flatMap((outcome) => appended(outcome).events);
    const cursors = [events[3]!, events[0]!].map(({ shard, position }) => ({ shard, after: position - 1 }));
    expect(await store().read(cursors, 2)).toEqual([events[0], events[1], events[3], events[4]]);
    expect((await store().read([{ shard: 2, after: events[2]!.position }], 10)).length).toBe(0);
    expect(await store().read([], 10)).toEqual([]);
  });

  it('knows the highest position of every shard that has events', async () => {
    const streamId = freshStream();
    const { events } = appended((await store().append([request([streamId, 'none', 2])]))[0]);
    const heads = await store().heads();
    expect(heads.generation(store().service)).toBe(store().generation);
    expect(heads.position(store().service, shardOf(streamId, store().shards))).toBe(events[1]!.position);
  });

  it('finds all events of one correlation id', async () => {
    const correlated = (correlationId: string) => {
      const commandId = randomUUID();
      const event = newEvent(commandId);
      return {
        commandId,
        streams: [
          { streamId: freshStream(), expected: 'none' as const, events: [{ ...event, metadata: { ...event.metadata, correlationId } }] },
        ],
      };
    };
    const wanted = randomUUID();
    const outcomes = await store().append([correlated(wanted), correlated(randomUUID()), correlated(wanted), correlated(wanted)]);
    const found = await store().readCorrelated(wanted, 10);
    const written = [0, 2, 3].flatMap((index) => appended(outcomes[index]).events);
    expect(found).toEqual(written.sort((a, b) => a.shard - b.shard || a.position - b.position));
    expect(await store().readCorrelated(wanted, 2)).toEqual(found.slice(0, 2));
  });

  it('keeps the newest snapshot of a slot, and lets it stand for the events it covers', async () => {
    const [streamId, slot] = [freshStream(), { fold: 'sum', foldVersion: 2 }];
    await store().append([request([streamId, 'none', 4])]);
    const snapshot = { ...slot, streamId, version: 3, state: { sum: 3 } };
    await store().saveSnapshots([{ ...snapshot, version: 2, state: { sum: 2 } }, snapshot]);
    await store().saveSnapshots([{ ...snapshot, version: 1, state: { sum: 1 } }]);
    const read = async (request: object) => (await store().load([{ streamId, ...request }])).get(streamId)!;
    const loaded = await read({ snapshot: slot });
    expect(loaded.snapshot).toEqual(snapshot);
    expect([loaded.version, ...loaded.events.map(({ version }) => version)]).toEqual([4, 4]);
    expect((await read({ snapshot: { ...slot, foldVersion: 1 } })).events).toHaveLength(4);
    expect((await read({ snapshot: { ...slot, fold: 'other' } })).snapshot).toBeUndefined();
    expect((await read({ snapshot: slot, afterVersion: 3 })).snapshot).toBeUndefined();
    await store().saveSnapshots([{ ...snapshot, version: 4, state: { sum: 4 } }]);
    expect(await read({ snapshot: slot })).toEqual({ version: 4, snapshot: { ...snapshot, version: 4, state: { sum: 4 } }, events: [] });
  });

  it('raises old schema versions at read, and refuses by name what this build does not know', async () => {
    const streamId = freshStream();
    const newer = await open({
      Noted: {
        schemaVersion: 3,
        published: true,
        upcasters: { 1: ({ note }: { note: number }) => ({ text: `#${note}` }), 2: (data: object) => ({ ...data, raised: true }) },
      },
      Invented: { schemaVersion: 1, published: false },
    });
    await store().append([request([streamId, 'none', 1])]);
    const [event] = (await load(newer, streamId)).events;
    expect([event!.data, event!.schemaVersion]).toEqual([{ text: '#0', raised: true }, 3]);

    const [{ shard, position } = event!] = appended((await newer.append([noting('fine', streamId, 1)]))[0]).events;
    const place = `${store().service}@${store().generation}.${shard}:${position}`;
    const failure = await load(store(), streamId).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnknownSchemaVersion);
    expect((failure as Error).message).toContain(place);

    const other = freshStream();
    const [invented] = appended((await newer.append([noting('fine', other, 'none', 'Invented')]))[0]).events;
    await expect(load(store(), other)).rejects.toThrow(UnknownEventType);
    await expect(store().read([{ shard: invented!.shard, after: invented!.position - 1 }], 1)).rejects.toThrow(UnknownEventType);
    expect((await newer.read([{ shard: invented!.shard, after: invented!.position - 1 }], 1)).length).toBe(1);
  });
};
