import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Breaker, type BreakerState } from './breaker.js';
import { BreakerOpen } from './errors.js';
import { ManualScheduler } from './test/index.js';

const policy = { share: 0.5, calls: 4, minimum: 4, openMs: 100, maxOpenMs: 300, probes: 1 };
const broken = new Error('broken');
const gaveUp = new Error('the caller gave up');

let time: ManualScheduler;
beforeEach(() => {
  time = new ManualScheduler();
  // cockatiel asks the wall clock.
  jest.spyOn(Date, 'now').mockImplementation(() => time.now());
});
afterEach(() => void jest.restoreAllMocks());

const breakerOf = (changes: Partial<typeof policy> = {}) => {
  const states: BreakerState[] = [];
  const breaker = new Breaker<number>({
    target: 'orders at a',
    policy: { ...policy, ...changes },
    judge: { error: (error) => error === broken, value: (status) => status === 503 },
    scheduler: time,
    onChange: (state) => states.push(state),
  });
  const fail = () => breaker.run(() => Promise.reject(broken)).catch((error: unknown) => error);
  const open = async () => {
    for (let calls = 0; calls < 4; calls++) await fail();
  };
  return { breaker, states, fail, open };
};
const pending = <T>() => {
  let settle!: { resolve(value: T): void; reject(error: Error): void };
  const promise = new Promise<T>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
};

describe('a breaker', () => {
  it('opens when more than its share of the last calls failed, errors and bad answers alike; then nothing is called', async () => {
    const { breaker, states, fail } = breakerOf();
    await fail();
    await breaker.run(() => Promise.resolve(503));
    await breaker.run(() => Promise.resolve(200));
    expect(breaker.state).toBe('closed');
    await fail();
    expect(breaker.state).toBe('open');
    const work = jest.fn(() => Promise.resolve(200));
    await expect(breaker.run(work)).rejects.toMatchObject({ code: 'call.breaker-open', retryable: true });
    expect(work).not.toHaveBeenCalled();
    expect(states).toEqual(['open']);
  });

  it('minds neither few failures nor callers that give up', async () => {
    const { breaker, fail } = breakerOf();
    for (let calls = 0; calls < 3; calls++) await fail();
    expect(breaker.state).toBe('closed');
    for (let calls = 0; calls < 20; calls++) await expect(breaker.run(() => Promise.reject(gaveUp))).rejects.toBe(gaveUp);
    expect(breaker.state).toBe('closed');
  });

  it('lets one probe through when its time is over, and refuses the others at once', async () => {
    const { breaker, open, states } = breakerOf();
    await open();
    await time.advance(99);
    expect(breaker.admits).toBe(false);
    await time.advance(1);
    expect(breaker.admits).toBe(true);
    const probe = pending<number>();
    const probing = breaker.run(() => probe.promise);
    expect(breaker).toMatchObject({ state: 'half-open', admits: false });
    await expect(breaker.run(() => Promise.resolve(200))).rejects.toBeInstanceOf(BreakerOpen);
    probe.resolve(200);
    expect(await probing).toBe(200);
    expect(breaker.state).toBe('closed');
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('stays open longer after each failed probe, up to a bound', async () => {
    const { breaker, open, fail } = breakerOf();
    await open();
    for (const openMs of [100, 200, 300, 300]) {
      await time.advance(openMs - 1);
      expect(breaker.admits).toBe(false);
      await time.advance(1);
      expect(breaker.admits).toBe(true);
      expect(await fail()).toBe(broken);
    }
  });

  it('is not closed by a probe that its caller gave up', async () => {
    const { breaker, open } = breakerOf();
    await open();
    await time.advance(100);
    await expect(breaker.run(() => Promise.reject(gaveUp))).rejects.toBe(gaveUp);
    expect(breaker.state).toBe('open');
  });

  it('closes only when all of its probes succeed', async () => {
    const { breaker, open } = breakerOf({ probes: 2 });
    await open();
    await time.advance(100);
    await breaker.run(() => Promise.resolve(200));
    expect(breaker.state).toBe('half-open');
    await breaker.run(() => Promise.resolve(200));
    expect(breaker.state).toBe('closed');
  });
});
