import { integer, oneOf, randomOf, randomOfClient, weighted } from './random.js';

const take = (count: number, next: () => number): number[] => Array.from({ length: count }, next);

describe('seeded randomness', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(take(5, randomOf(7))).toEqual(take(5, randomOf(7)));
    expect(take(5, randomOf(7))).not.toEqual(take(5, randomOf(8)));
  });

  it('is each client’s own', () => {
    const firsts = new Set(
      take(
        10_000,
        (
          (client) => () =>
            randomOfClient(1, client++)()
        )(0),
      ),
    );
    expect(firsts.size).toBeGreaterThan(9_990);
  });

  it('is spread evenly', () => {
    const random = randomOf(3);
    const counts = new Map<number, number>();
    for (const value of take(30_000, () => integer(random, 1, 3))) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([1, 2, 3]);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('chooses by weight, and never what has none', () => {
    const random = randomOf(5);
    const choices = [
      { weight: 9, item: 'often' },
      { weight: 0, item: 'never' },
      { weight: 1, item: 'seldom' },
    ];
    const chosen = Array.from({ length: 10_000 }, () => weighted(random, choices));
    expect(chosen).not.toContain('never');
    expect(Math.abs(chosen.filter((one) => one === 'seldom').length - 1_000)).toBeLessThan(150);
    expect(oneOf(random, ['only'])).toBe('only');
  });
});
