import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { Bulkhead } from './bulkhead.js';

const never = new AbortController().signal;
const held = () => {
  let end!: () => void;
  const promise = new Promise<void>((resolve) => (end = resolve));
  return { work: () => promise, end };
};

describe('a bulkhead', () => {
  it('runs so many at once, lets so many wait in line, and refuses the rest', async () => {
    const bulkhead = new Bulkhead('orders', { concurrent: 1, queue: 2 });
    const [first, order] = [held(), [] as string[]];
    const running = bulkhead.run(first.work, never);
    const waiting = ['a', 'b'].map((name) => bulkhead.run(async () => void order.push(name), never));
    await expect(bulkhead.run(async () => undefined, never)).rejects.toMatchObject({ code: 'call.bulkhead-full', retryable: true });
    expect(bulkhead.state).toEqual({ running: 1, queued: 2, concurrent: 1, queue: 2 });
    first.end();
    await Promise.all([running, ...waiting]);
    expect(order).toEqual(['a', 'b']);
    expect(bulkhead.state).toMatchObject({ running: 0, queued: 0 });
  });

  it('lets go of one whose time is over while it waits, although no place is free', async () => {
    const bulkhead = new Bulkhead('orders', { concurrent: 1, queue: 1 });
    const [first, late] = [held(), new AbortController()];
    const running = bulkhead.run(first.work, never);
    const waiting = bulkhead.run(async () => 'never', late.signal);
    late.abort(new Error('over'));
    await expect(waiting).rejects.toThrow('over');
    expect(bulkhead.state).toMatchObject({ running: 1, queued: 0 });
    first.end();
    await running;
    expect(bulkhead.state.running).toBe(0);
  });

  it('gives the place back when the work fails, and nobody pushes in before who waits', async () => {
    const bulkhead = new Bulkhead('orders', { concurrent: 1, queue: 1 });
    const order: string[] = [];
    const failing = bulkhead.run(async () => {
      await turn();
      throw new Error('failed');
    }, never);
    const waiting = bulkhead.run(async () => void order.push('waited'), never);
    await expect(failing).rejects.toThrow('failed');
    const late = bulkhead.run(async () => void order.push('late'), never);
    await Promise.all([waiting, late]);
    expect(order).toEqual(['waited', 'late']);
  });
});
