import type { Scheduler } from '@millrace/transport';
import { Repeat } from './repeat.js';

/** Time that passes when the test says so. */
const steps = () => {
  const due: (() => void)[] = [];
  const scheduler: Scheduler = { now: () => 0, after: (_, action) => (due.push(action), () => void due.splice(due.indexOf(action), 1)) };
  return { scheduler, due, pass: () => due.shift()?.() };
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Repeat', () => {
  it('goes on after the work has ended, also when it failed', async () => {
    const { scheduler, due, pass } = steps();
    const errors: unknown[] = [];
    let done = 0;
    const repeat = new Repeat(
      scheduler,
      5,
      () => (++done === 1 ? Promise.reject(new Error('once')) : Promise.resolve()),
      (error) => errors.push(error),
    );
    pass();
    await settled();
    pass();
    await settled();
    expect([done, errors.map(String), due.length]).toEqual([2, ['Error: once'], 1]);
    await repeat.stop();
    expect(due).toEqual([]);
  });

  it('waits at its end for what is under way, and begins nothing after it', async () => {
    const { scheduler, due, pass } = steps();
    let end: () => void = () => undefined;
    const repeat = new Repeat(
      scheduler,
      5,
      () => new Promise<void>((resolve) => (end = resolve)),
      () => undefined,
    );
    pass();
    let stopped = false;
    const stopping = repeat.stop().then(() => (stopped = true));
    await settled();
    expect(stopped).toBe(false);
    end();
    await stopping;
    await settled();
    expect(due).toEqual([]);
  });
});
