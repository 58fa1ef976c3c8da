import { describe, expect, it } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import { follow } from './follow.js';
import { KeptRegistration } from './kept-registration.js';
import { KnownInstances } from './known-instances.js';
import type { Timers } from './timers.js';

/** Timers that fire when told; says how long each was to wait. */
class HandTimers implements Timers {
  readonly waits: number[] = [];
  private action: (() => void) | undefined;

  after(ms: number, action: () => void): () => void {
    this.waits.push(ms);
    this.action = action;
    return () => (this.action = undefined);
  }

  async fire(): Promise<void> {
    this.action?.();
    await turn();
  }
}

const instance = { service: 'orders', id: 'a', url: 'http://a:1', metadata: {} };
const recorded = (renew: () => Promise<'kept' | 'gone'>) => {
  const [calls, timers, troubles] = [[] as string[], new HandTimers(), [] as unknown[]];
  const registration = KeptRegistration.of({
    instance,
    announce: async () => void calls.push('announce'),
    renew: () => (calls.push('renew'), renew()),
    withdraw: async () => void calls.push('withdraw'),
    everyMs: 10,
    timers,
    onTrouble: (error) => troubles.push(error),
  });
  return { calls, timers, troubles, registration };
};

describe('a kept registration', () => {
  it('is renewed, made again when it was lost, and goes on after trouble', async () => {
    const outcomes = [() => Promise.resolve('kept'), () => Promise.resolve('gone'), () => Promise.reject(new Error('away'))] as const;
    let turnOf = 0;
    const { calls, timers, troubles, registration } = recorded(() => outcomes[turnOf++ % 3]!() as Promise<'kept'>);
    await registration;
    for (let rounds = 0; rounds < 4; rounds++) await timers.fire();
    expect(calls).toEqual(['announce', 'renew', 'renew', 'announce', 'renew', 'renew']);
    expect(troubles).toEqual([new Error('away')]);
    expect(new Set(timers.waits)).toEqual(new Set([10]));
  });

  it('is not put back by a renewal that was under way when it was withdrawn', async () => {
    let finish!: (outcome: 'gone') => void;
    const { calls, timers, registration } = recorded(() => new Promise((resolve) => (finish = resolve)));
    const kept = await registration;
    await timers.fire();
    const withdrawn = kept.deregister();
    await turn();
    expect(calls).toEqual(['announce', 'renew']);
    finish('gone');
    await withdrawn;
    expect(calls).toEqual(['announce', 'renew', 'withdraw']);
  });
});

describe('following', () => {
  it('waits longer after each failure, with jitter, and keeps what was known', async () => {
    const [timers, known] = [new HandTimers(), new KnownInstances('orders', () => new Date(0))];
    let away = false;
    const round = async (): Promise<void> => {
      if (away) throw new Error('away');
      known.replace([instance]);
    };
    const ended = follow({ known, timers, random: () => 1, times: { everyMs: 5, retryMs: 10, maxRetryMs: 30 }, round });
    await turn();
    away = true;
    for (let rounds = 0; rounds < 4; rounds++) await timers.fire();
    expect(known).toMatchObject({ instances: [instance], stale: { since: '1970-01-01T00:00:00.000Z', reason: 'away' } });
    away = false;
    await timers.fire();
    expect(known.stale).toBeUndefined();
    expect(timers.waits).toEqual([5, 10, 20, 30, 30, 5]);
    known.close();
    await ended;
  });

  it('leaves out what nobody could call', () => {
    const known = new KnownInstances('orders');
    known.replace([{ ...instance, url: 'nowhere' }, instance]);
    expect(known.instances).toEqual([instance]);
  });

  it('tells only what is new', () => {
    const known = new KnownInstances('orders');
    let told = 0;
    known.onChange(() => told++);
    const same = { ...instance, metadata: { x: '1', y: '2' } };
    known.replace([same]);
    const before = known.instances;
    known.replace([{ ...same, metadata: { y: '2', x: '1' } }]);
    expect(known.instances).toBe(before);
    known.failed(new Error('away'));
    known.failed(new Error('still away'));
    known.replace([same]);
    expect(told).toBe(3);
  });
});
