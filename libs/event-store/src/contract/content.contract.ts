import { expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ContentRefused, type EventStore, UnknownEventType } from '../event-store.js';
import { appended, freshStream, kinds, noting, request } from './contract-log.js';

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);

/** Note, and where in the data it is refused. */
const poison: readonly (readonly [what: string, note: unknown, pointer: string])[] = [
  ['a NUL character', { text: 'a\0b' }, '/note/text'],
  ['a NUL character in a name', { 'a\0b': 1 }, '/note/a\0b'],
  ['a lone high surrogate', ['fine', '\ud83d'], '/note/1'],
  ['a lone low surrogate', '\udc00 alone', '/note'],
  ['NaN', { 'a/b~c': Number.NaN }, '/note/a~1b~0c'],
  ['infinity', [Number.POSITIVE_INFINITY], '/note/0'],
  ['undefined in an array', [1, undefined], '/note/1'],
  ['a function', { f: () => 1 }, '/note/f'],
  ['a bigint', 12n, '/note'],
  ['a symbol', Symbol('s'), '/note'],
  ['a Date', { at: new Date(0) }, '/note/at'],
  ['a Map', new Map(), '/note'],
  ['a deep nest', deep(120), '/note' + '/0'.repeat(99)],
  ['too much', 'x'.repeat(1_000_000), ''],
];

export const contentContract = (store: () => EventStore): void => {
  it.each(poison)('refuses %s alone, and says where it is', async (_, note, pointer) => {
    const outcomes = await store().append([noting('before'), noting(note), noting('after')]);
    expect(kinds(outcomes)).toEqual(['appended', 'refused', 'appended']);
    const { error } = outcomes[1] as { error: ContentRefused };
    expect(error).toBeInstanceOf(ContentRefused);
    expect(error.pointer).toBe(pointer);
  });

  it('refuses poison alone among calls that run at the same time', async () => {
    const outcomes = await Promise.all(Array.from({ length: 30 }, (_, index) => store().append([noting(index === 17 ? '\0' : 'fine')])));
    expect(
      outcomes
        .flatMap(kinds)
        .map((kind, index) => (kind === 'appended' ? -1 : index))
        .filter((index) => index >= 0),
    ).toEqual([17]);
  });

  it('keeps what JSON can say exactly', async () => {
    const streamId = freshStream();
    const note = {
      text: 'naïve 😀 \u001e \u0001 "quoted" \\ \n \u2028',
      numbers: [0, -1, 1e308, 5e-324, 0.1, Number.MAX_SAFE_INTEGER, 123456789.123],
      nested: [{ a: [] }, {}, null, true, false, ''],
    };
    const outcome = appended((await store().append([noting(note, streamId)]))[0]);
    const [event] = (await store().load([{ streamId }])).get(streamId)!.events;
    expect(event!.data).toEqual({ note });
    expect(event).toEqual(outcome.events[0]);
  });

  it('leaves out undefined properties, as JSON does', async () => {
    const streamId = freshStream();
    await store().append([noting({ a: 1, b: undefined }, streamId)]);
    const [event] = (await store().load([{ streamId }])).get(streamId)!.events;
    expect(Object.keys((event!.data as { note: object }).note)).toEqual(['a']);
  });

  it.each(['', 'no', '-key', 'kind-', 'order-\0', 'order-\n', `order-${'x'.repeat(200)}`, 'order-\ud800'])(
    'refuses the stream id %j',
    async (streamId) => {
      expect(kinds(await store().append([noting('fine', streamId), noting('fine')]))).toEqual(['refused', 'appended']);
    },
  );

  it('refuses an event id that is not a UUID, a stream named twice, and a command id that its events do not carry', async () => {
    const bad = noting('fine');
    const [stream] = bad.streams;
    const outcomes = await store().append([
      { ...bad, streams: [{ ...stream!, events: [{ ...stream!.events[0]!, eventId: 'not-a-uuid' }] }] },
      { ...bad, streams: [stream!, stream!] },
      { ...bad, commandId: randomUUID() },
    ]);
    expect(kinds(outcomes)).toEqual(['refused', 'refused', 'refused']);
  });

  it('refuses an event type that the catalogue does not declare', async () => {
    const [outcome, neighbour] = await store().append([noting('fine', freshStream(), 'none', 'Invented'), noting('fine')]);
    expect(neighbour!.kind).toBe('appended');
    expect((outcome as { error: ContentRefused }).error.cause).toBeInstanceOf(UnknownEventType);
    expect(kinds(await store().append([noting('fine', freshStream(), 'none', 'toString')]))).toEqual(['refused']);
  });

  it('fails later requests of the call on the streams of a refused one: they were decided on what never happened', async () => {
    const streamId = freshStream();
    const outcomes = await store().append([noting('\0', streamId), request([streamId, 'none', 1]), noting('fine')]);
    expect(kinds(outcomes)).toEqual(['refused', 'conflict', 'appended']);
    expect(outcomes[1]).toEqual({ kind: 'conflict', actual: new Map([[streamId, 0]]) });
  });
};
