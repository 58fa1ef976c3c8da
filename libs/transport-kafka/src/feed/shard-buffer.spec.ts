import type { KafkaMessage } from 'kafkajs';
import fc from 'fast-check';
import { type Fetched, ShardBuffer } from './shard-buffer.js';

let offset = 0;
const message = (prev: number, position: number): Fetched => ({
  generation: 'g-1',
  prev,
  position,
  bytes: 10,
  message: { offset: String(offset++) } as KafkaMessage,
});
const placesOf = (next: ReturnType<ShardBuffer['next']>) =>
  next?.kind === 'stretch' ? next.fetched.map(({ position }) => position) : next;

describe('ShardBuffer', () => {
  beforeEach(() => void (offset = 0));

  it('gives what follows the reader, and lets go of what the reader is beyond', () => {
    const buffer = new ShardBuffer();
    for (const [prev, position] of [
      [0, 1],
      [1, 3],
      [3, 4],
    ] as const)
      buffer.add(message(prev, position));
    expect(placesOf(buffer.next(0, 100, 1_000))).toEqual([1, 3, 4]);
    expect(placesOf(buffer.next(0, 100, 1_000))).toEqual([1, 3, 4]); // not applied: again
    expect([buffer.bytes, buffer.done]).toEqual([30, undefined]);
    expect(placesOf(buffer.next(3, 100, 1_000))).toEqual([4]);
    expect([buffer.bytes, buffer.done]).toEqual([10, 2]);
    expect(buffer.next(4, 100, 1_000)).toBeUndefined();
    expect([buffer.isEmpty, buffer.done]).toEqual([true, 3]);
  });

  it('keeps to the positions and bytes asked for, with one message at least', () => {
    const buffer = new ShardBuffer();
    for (let n = 0; n < 6; n++) buffer.add(message(n * 10, n * 10 + 10));
    expect(placesOf(buffer.next(0, 25, 1_000))).toEqual([10, 20]);
    expect(placesOf(buffer.next(0, 1, 1_000))).toEqual([10]);
    expect(placesOf(buffer.next(0, 1_000, 35))).toEqual([10, 20, 30]);
    expect(placesOf(buffer.next(0, 1_000, 1))).toEqual([10]);
  });

  it('drops repeats, also those that come after later ones, and remembers them as done when nothing waits', () => {
    const buffer = new ShardBuffer();
    expect([buffer.add(message(0, 5)), buffer.add(message(0, 3)), buffer.add(message(3, 5)), buffer.add(message(4, 6))]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(placesOf(buffer.next(0, 100, 1_000))).toEqual([5, 6]);
    expect(buffer.next(6, 100, 1_000)).toBeUndefined();
    expect(buffer.add(message(2, 6))).toBe(false);
    expect(buffer.done).toBe(5);
  });

  it('names a hole, before it and within', () => {
    const buffer = new ShardBuffer();
    buffer.add(message(4, 5));
    buffer.add(message(7, 9));
    expect(buffer.next(0, 100, 1_000)).toEqual({ kind: 'hole', upTo: 4 });
    expect(placesOf(buffer.next(4, 100, 1_000))).toEqual([5]);
    expect(buffer.next(5, 100, 1_000)).toEqual({ kind: 'hole', upTo: 7 });
    expect(placesOf(buffer.next(8, 100, 1_000))).toEqual([9]); // what filled the hole went beyond its end
  });

  it('loses and repeats nothing, whatever repeats and holes come', () => {
    const stretches = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 6 })), { maxLength: 60 });
    fc.assert(
      fc.property(stretches, fc.integer({ min: 1, max: 9 }), (arrivals, limit) => {
        const buffer = new ShardBuffer();
        for (const [prev, length] of arrivals) buffer.add(message(prev, prev + length));
        const end = Math.max(0, ...arrivals.map(([prev, length]) => prev + length));
        let after = 0;
        for (let next = buffer.next(0, limit, 1_000); next; next = buffer.next(after, limit, 1_000)) {
          const upTo = next.kind === 'hole' ? next.upTo : next.fetched.at(-1)!.position;
          if (next.kind === 'stretch') {
            let at = after;
            for (const { prev, position } of next.fetched) {
              expect(prev).toBeLessThanOrEqual(at);
              expect(position).toBeGreaterThan(at);
              at = position;
            }
          }
          expect(upTo).toBeGreaterThan(after);
          after = upTo;
        }
        expect([after, buffer.bytes]).toEqual([end, 0]);
      }),
    );
  });
});
