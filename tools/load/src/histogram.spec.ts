import fc from 'fast-check';
import { Histogram } from './histogram.js';

const of = (...values: number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
};

describe('a histogram', () => {
  it('knows every quantile to 1.6 %, and never says less than it was', () => {
    const values = fc.array(fc.double({ min: 0.001, max: 1_000_000, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(values, fc.double({ min: 0.001, max: 1, noNaN: true }), (given, share) => {
        const exact = given.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * given.length) - 1)]!;
        const told = of(...given).quantile(share);
        // A microsecond is the unit: below it nothing is told apart.
        expect(told).toBeGreaterThanOrEqual(Math.min(exact, told + 0.001) - 0.001);
        expect(told).toBeLessThanOrEqual(exact * (1 + 1 / 64) + 0.001);
      }),
    );
  });

  it('holds what lies beyond its ends, as its ends', () => {
    expect(of(-5).quantile(1)).toBe(0);
    expect(of(1e12).max).toBeCloseTo(2_147_483.647);
    expect(of(1e12).quantile(0.5)).toBeCloseTo(2_147_483.647);
  });

  it('is empty at first', () => {
    expect([of().count, of().quantile(0.99), of().mean, of().max]).toEqual([0, 0, 0, 0]);
  });

  it('adds up', () => {
    const both = of(1, 2, 3).add(of(100));
    expect([both.count, both.max, both.mean]).toEqual([4, 100, 26.5]);
    expect(both.quantile(0.75)).toBeCloseTo(3, 1);
  });

  it('tells how many lie between bounds, all of them', () => {
    expect(of(0.5, 5, 6, 70, 5_000).between([1, 10, 100])).toEqual([1, 2, 1, 1]);
  });
});
