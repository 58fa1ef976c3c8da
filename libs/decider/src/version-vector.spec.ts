import fc from 'fast-check';
import { type Place, VersionVector } from './version-vector.js';

const generation = 'abcd1234-0';
const place = fc.record({
  service: fc.constantFrom('orders', 'payments', 'shipping'),
  generation: fc.constant(generation),
  shard: fc.integer({ min: 0, max: 15 }),
  position: fc.integer({ min: 1, max: 1_000_000 }),
});
const vector = fc.array(place, { maxLength: 20 }).map((places: Place[]) => VersionVector.of(...places));

describe('VersionVector', () => {
  it('keeps its text form through parse and toString', () => {
    fc.assert(fc.property(vector, (a) => VersionVector.parse(a.toString()).compare(a) === 'equal'));
  });

  it('merges to the least upper bound, in any order', () => {
    fc.assert(
      fc.property(vector, vector, vector, (a, b, c) => {
        const merged = a.merge(b).merge(c);
        expect(merged.covers(a) && merged.covers(b) && merged.covers(c)).toBe(true);
        expect(merged.toString()).toBe(c.merge(a).merge(b).toString());
        expect(merged.merge(a).toString()).toBe(merged.toString());
      }),
    );
  });

  it('is never changed by with', () => {
    const a = VersionVector.of({ service: 'orders', generation, shard: 1, position: 5 });
    a.with({ service: 'orders', generation, shard: 1, position: 9 });
    expect(a.position('orders', 1)).toBe(5);
  });

  it('calls vectors that each know something the other does not concurrent', () => {
    const a = VersionVector.of({ service: 'orders', generation, shard: 1, position: 5 });
    const b = VersionVector.of({ service: 'orders', generation, shard: 2, position: 5 });
    expect([a.compare(b), a.compare(a.merge(b)), a.merge(b).compare(a), a.compare(a)]).toEqual(['concurrent', 'before', 'after', 'equal']);
  });

  it('never covers another generation, and keeps the newer restore of one log', () => {
    const before = VersionVector.of({ service: 'orders', generation: 'abcd1234-0', shard: 1, position: 50 });
    const restored = VersionVector.of({ service: 'orders', generation: 'abcd1234-1', shard: 1, position: 3 });
    expect(before.covers(restored)).toBe(false);
    expect(before.merge(restored).toString()).toBe('orders@abcd1234-1.1:3');
    expect(restored.merge(before).toString()).toBe('orders@abcd1234-1.1:3');
    expect(() => before.with({ service: 'orders', generation: 'zzzz9999-0', shard: 1, position: 1 })).toThrow(/two different logs/);
  });

  it.each([
    'orders',
    'orders.7:1',
    'orders@x.7:1',
    'orders@abcd1234-0.7:',
    'Orders@abcd1234-0.7:1',
    'orders@abcd1234-0.7:1,',
    "orders@abcd1234-0.7:1'--",
  ])('refuses %s', (text) => expect(() => VersionVector.parse(text)).toThrow(/is not <service>/));

  it('refuses a text with more entries than any system has', () => {
    expect(() => VersionVector.parse(Array(5000).fill('orders@abcd1234-0.7:1').join(','))).toThrow(/at most/);
  });
});
