import { describe, expect, it } from '@jest/globals';
import { VersionVector } from '@millrace/decider';
import { awaitConsistency, readConsistently } from './consistency.js';
import { preferencesOf } from './preferences.js';
import { RequestContext } from './request-context.js';
import { traceContextOf } from './trace-context.js';

const model = { subscription: 'order-summary', sources: ['orders'] };
const contextOf = (token: string, prefer = '') =>
  new RequestContext(traceContextOf(undefined), VersionVector.parse(token), undefined, preferencesOf(prefer));
const reader = (covers: boolean, applied = '') => {
  const asked: [string, string, number][] = [];
  return {
    asked,
    waitFor: (subscription: string, vector: VersionVector, timeoutMs: number) => (
      asked.push([subscription, String(vector), timeoutMs]),
      Promise.resolve(covers)
    ),
    applied: () => Promise.resolve(VersionVector.parse(applied)),
  };
};

describe('a read with a token', () => {
  it('waits for what its sources can give, 2 s unless told otherwise', async () => {
    const watermarks = reader(true);
    const applied: string[] = [];
    for (const prefer of ['', 'wait=10', 'handling=strict, wait=900', 'stale-ok, wait=5']) {
      const context = contextOf('orders@a-1.0:7,payments@b-1.0:3', prefer);
      await awaitConsistency(context, watermarks, model);
      applied.push(context.preferencesApplied.join(', '));
    }
    expect(watermarks.asked).toEqual([2_000, 10_000, 30_000, 0].map((ms) => ['order-summary', 'orders@a-1.0:7', ms]));
    expect(applied).toEqual(['', 'wait=10', 'wait=30, handling=strict', 'stale-ok']);
  });

  it('does not wait for services it is not made from', async () => {
    const watermarks = reader(false);
    const context = contextOf('payments@b-1.0:3');
    expect(await awaitConsistency(context, watermarks, model)).toBe(true);
    expect([watermarks.asked, context.stale]).toEqual([[], false]);
  });

  it('says that it is stale, or nothing at all where the client is strict', async () => {
    const context = contextOf('orders@a-1.0:7');
    expect(await awaitConsistency(context, reader(false), model)).toBe(false);
    expect(context.stale).toBe(true);
    await expect(awaitConsistency(contextOf('orders@a-1.0:7', 'handling=strict'), reader(false), model)).rejects.toMatchObject({
      status: 503,
      code: 'consistency.stale',
    });
  });

  it('answers a token that covers what it saw and what the client had seen', async () => {
    const context = contextOf('orders@a-1.0:7,payments@b-1.0:3');
    expect(await readConsistently(context, reader(true, 'orders@a-1.0:9'), model, () => Promise.resolve('rows'))).toBe('rows');
    expect(String(context.token)).toBe('orders@a-1.0:9,payments@b-1.0:3');
  });

  it('from another installation never breaks what was done', () => {
    const context = contextOf('orders@old-1.0:7');
    context.saw([{ service: 'orders', generation: 'new-1', shard: 0, position: 1 }]);
    expect(String(context.token)).toBe('orders@new-1.0:1');
  });
});
