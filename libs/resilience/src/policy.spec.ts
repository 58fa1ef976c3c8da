import { describe, expect, it } from '@jest/globals';
import { defaultPolicy, policyOf } from './policy.js';

describe('a policy', () => {
  it('says what differs; the rest is as everywhere', () => {
    expect(policyOf('orders')).toEqual(defaultPolicy);
    expect(policyOf('acquirer', { timeoutMs: 2_000, retry: { budget: { share: 0.1 } }, hedge: { afterMs: 50 } })).toEqual({
      ...defaultPolicy,
      timeoutMs: 2_000,
      hedge: { afterMs: 50 },
      retry: { ...defaultPolicy.retry, budget: { ...defaultPolicy.retry.budget, share: 0.1 } },
    });
  });

  it('that means nothing is refused, with all that is wrong', () => {
    const wrong = () =>
      policyOf('acquirer', {
        timeoutMs: Number.NaN,
        bulkhead: { queue: 1.5 },
        breaker: { share: 1, calls: 5, minimum: 6 },
        hedge: { afterMs: -1 },
      });
    expect(wrong).toThrow(
      expect.objectContaining({ code: 'policy.invalid', message: expect.stringContaining("the policy of 'acquirer'") }),
    );
    for (const part of [/timeoutMs is NaN/, /bulkhead.queue is 1.5/, /breaker.share is 1/, /minimum is above/, /hedge.afterMs/])
      expect(wrong).toThrow(part);
  });
});
