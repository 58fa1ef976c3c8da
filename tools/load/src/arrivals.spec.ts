import fc from 'fast-check';
import { Arrivals } from './arrivals.js';

describe('arrivals', () => {
  it('are as many as the rate and the duration say, evenly spaced', () => {
    const arrivals = new Arrivals(4, 2_000);
    expect(arrivals.total).toBe(8);
    expect(Array.from({ length: 8 }, (_, index) => arrivals.intendedAt(index))).toEqual([0, 250, 500, 750, 1000, 1250, 1500, 1750]);
  });

  it('are due when their time has come, and not before', () => {
    const arrivals = new Arrivals(4, 2_000);
    expect([-1, 0, 249, 250, 251, 1_999, 60_000].map((elapsed) => arrivals.dueBy(elapsed))).toEqual([0, 1, 1, 2, 2, 8, 8]);
  });

  it('are each due at their intended time, whatever the rate', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 10_000, noNaN: true }), fc.nat(10_000), (rate, index) => {
        const arrivals = new Arrivals(rate, 1e9);
        expect(arrivals.dueBy(arrivals.intendedAt(index))).toBe(index + 1);
      }),
    );
  });

  it('that were missed while the generator stood still are due all at once', () => {
    expect(new Arrivals(100, 60_000).dueBy(5_000)).toBe(501);
  });
});
