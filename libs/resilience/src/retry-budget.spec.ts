import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fullJitterMs, RetryBudget } from './retry-budget.js';
import { ManualScheduler } from './test/index.js';

describe('a retry budget', () => {
  it('allows a share of the calls, and what was saved up', () => {
    const budget = new RetryBudget({ share: 0.2, perSecond: 0, burst: 3 }, new ManualScheduler());
    const retries = () => {
      let made = 0;
      while (budget.tryWithdraw()) made++;
      return made;
    };
    expect(retries()).toBe(3);
    for (let calls = 0; calls < 11; calls++) budget.deposit();
    expect(retries()).toBe(2);
    for (let calls = 0; calls < 1_000; calls++) budget.deposit();
    expect(retries()).toBe(3);
  });

  it('lets a quiet client retry at its rate', async () => {
    const time = new ManualScheduler();
    const budget = new RetryBudget({ share: 0, perSecond: 2, burst: 1 }, time);
    expect([budget.tryWithdraw(), budget.tryWithdraw()]).toEqual([true, false]);
    await time.advance(499);
    expect(budget.tryWithdraw()).toBe(false);
    await time.advance(1);
    expect(budget.tryWithdraw()).toBe(true);
    expect(budget.state).toEqual({ left: 0, share: 0, perSecond: 2, burst: 1 });
  });
});

it('full jitter is anywhere below the exponential bound, and below the highest', () => {
  const policy = { baseMs: 25, maxMs: 400 };
  expect([0, 1, 2, 5, 50].map((n) => fullJitterMs(n, policy, () => 1))).toEqual([25, 50, 100, 400, 400]);
  fc.assert(
    fc.property(fc.nat(100), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (n, random) => {
      const ms = fullJitterMs(n, policy, () => random);
      return ms >= 0 && ms <= Math.min(400, 25 * 2 ** n);
    }),
  );
});
