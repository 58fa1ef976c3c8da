import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TokenBuckets } from './token-buckets.js';

let time = 0;
const buckets = (capacity = 3, clients = 100): TokenBuckets => new TokenBuckets({ capacity, refillMs: 3_000, clients, now: () => time });

describe('the buckets of clients', () => {
  it('let a client do its share at once, then one by one as time goes', () => {
    const all = buckets();
    expect([1, 2, 3, 4].map(() => all.take('ada'))).toEqual([
      { allowed: true, remaining: 2, waitMs: 0, fullMs: 1_000 },
      { allowed: true, remaining: 1, waitMs: 0, fullMs: 2_000 },
      { allowed: true, remaining: 0, waitMs: 1_000, fullMs: 3_000 },
      { allowed: false, remaining: 0, waitMs: 1_000, fullMs: 3_000 },
    ]);
    time += 1_000;
    expect([all.take('ada').allowed, all.take('ada').allowed]).toEqual([true, false]);
  });

  it('are each its own, and what was refused costs nothing', () => {
    const all = buckets(1);
    expect(['ada', 'ada', 'bob'].map((client) => all.take(client).allowed)).toEqual([true, false, true]);
    for (let i = 0; i < 10; i++) all.take('ada');
    time += 3_000;
    expect(all.take('ada').allowed).toBe(true);
  });

  it('are never more than the bound, and forget who was quiet longest', () => {
    const all = buckets(1, 3);
    for (const client of ['ada', 'bob', 'cleo', 'ada', 'dan']) all.take(client);
    expect(all.size).toBe(3);
    expect([all.take('ada').allowed, all.take('bob').allowed]).toEqual([false, true]);
  });

  it('never let through more than capacity and what was refilled, whenever requests come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 200 }), (capacity, pauses) => {
        const all = buckets(capacity);
        const began = time;
        let allowed = 0;
        for (const pause of pauses) {
          time += pause;
          if (all.take('ada').allowed) allowed++;
          expect(allowed).toBeLessThanOrEqual(capacity + ((time - began) * capacity) / 3_000 + 1e-6);
        }
      }),
    );
  });
});
