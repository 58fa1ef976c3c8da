import { VersionVector } from '@millrace/decider';
import { DivergedError } from '@millrace/transport';
import { OverdueTails } from './overdue-tails.js';

const heads = (position: number): VersionVector => VersionVector.of({ service: 'orders', generation: 'abcd1234-1', shard: 0, position });
const at = (after: number, fetched = 0, waiting = false) => [{ shard: 0, after, fetched, waiting }];

describe('OverdueTails', () => {
  it('says nothing after one look, nor while messages come', () => {
    const tails = new OverdueTails();
    expect(tails.check('orders', at(3), heads(9))).toBe(0);
    expect(tails.check('orders', at(3, 1), heads(9))).toBe(0);
    expect(tails.check('orders', at(5, 2), heads(9))).toBe(0);
    expect(tails.reaches(0, 5)).toBeUndefined();
  });

  it('finds what the publisher had one look ago and nobody has brought since, up to there', () => {
    const tails = new OverdueTails();
    tails.check('orders', at(3), heads(9));
    expect(tails.check('orders', at(3), heads(12))).toBe(1);
    expect([tails.reaches(0, 3), tails.reaches(0, 8), tails.reaches(0, 9), tails.reaches(0, 3)]).toEqual([9, 9, undefined, undefined]);
  });

  it('leaves alone a shard whose messages wait to be read', () => {
    const tails = new OverdueTails();
    tails.check('orders', at(3, 4, true), heads(9));
    expect(tails.check('orders', at(3, 4, true), heads(9))).toBe(0);
  });

  it('has no quarrel with a consumer that has everything, and one with a log that ends below it', () => {
    const tails = new OverdueTails();
    tails.check('orders', at(9), heads(9));
    expect(tails.check('orders', at(9), heads(9))).toBe(0);
    expect(() => tails.check('orders', at(10), heads(9))).toThrow(DivergedError);
  });
});
