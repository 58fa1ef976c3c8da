import { linear, logarithmic, nines } from './scale.js';

const rounded = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(12)));

describe('a scale', () => {
  it.each([
    [60, [0, 20, 40, 60]],
    [61, [0, 20, 40, 60, 80]],
    [3, [0, 1, 2, 3]],
    [0.7, [0, 0.2, 0.4, 0.6, 0.8]],
    [0, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  ])('from 0 to %s has round ticks that reach it', (max, ticks) => {
    expect(rounded(linear(max).ticks)).toEqual(ticks);
    expect([linear(max).place(0), linear(max).place(ticks.at(-1)!)]).toEqual([0, 1]);
  });

  it('of waits goes by powers of ten', () => {
    const scale = logarithmic(0.8, 2_345);
    expect(rounded(scale.ticks)).toEqual([0.1, 1, 10, 100, 1_000, 10_000]);
    expect([0.1, 10, 10_000, 0, 1e9].map((value) => Number(scale.place(value).toFixed(6)))).toEqual([0, 0.4, 1, 0, 1]);
    expect(logarithmic(1, 1).ticks).toEqual([1, 10]);
  });

  it('of shares gives every nine the same room', () => {
    expect(rounded(nines(3).ticks)).toEqual([0, 0.9, 0.99, 0.999]);
    expect([0, 0.9, 0.99, 0.999, 1].map((share) => Number(nines(3).place(share).toFixed(6)))).toEqual([0, 0.333333, 0.666667, 1, 1]);
  });
});
