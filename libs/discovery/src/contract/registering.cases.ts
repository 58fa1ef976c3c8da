import { expect } from '@jest/globals';
import type { StageTest } from './index.js';
import { instance, until, untilIds } from './stage.js';

export const registeringCases = (test: StageTest): void => {
  test('what is registered is seen as it is, and gone when it is withdrawn; withdrawing twice is once', async (stage) => {
    const set = stage.watch('orders');
    const whole = instance('a.1_B-c', { url: 'http://[::1]:3001', version: '1.2.3-rc.1', metadata: { zone: 'a', note: 'Grüße' } });
    const registration = await stage.register(whole);
    expect(registration.instance).toEqual(whole);
    await untilIds(set, whole.id);
    expect(set.instances).toEqual([whole]);
    await Promise.all([registration.deregister(), registration.deregister()]);
    await untilIds(set, '');
    await registration.deregister();
  });

  test('who dies without a word disappears, who lives stays', async (stage) => {
    const set = stage.watch('orders');
    const dying = stage.process();
    await stage.register(instance('alive'));
    await dying.discovery.register(instance('dead'));
    await untilIds(set, 'alive,dead');
    dying.die();
    await untilIds(set, 'alive');
    // Whoever was not renewed has gone by now, so `alive` outlived its time by being renewed.
    expect(set.instances.map(({ id }) => id)).toEqual(['alive']);
  });

  test('the same id again is the same instance, somewhere else', async (stage) => {
    const set = stage.watch('orders');
    await stage.register(instance('a', { url: 'http://127.0.0.1:3001' }));
    await untilIds(set, 'a');
    await stage.register(instance('a', { url: 'http://127.0.0.1:3002' }));
    await until(set, ({ instances }) => instances[0]?.url.endsWith('3002') === true);
    expect(set.instances).toHaveLength(1);
  });

  test('an entry that the server has lost is made again', async (stage) => {
    const set = stage.watch('orders');
    await stage.register(instance('a'));
    await untilIds(set, 'a');
    await stage.subject.forget!();
    // One that began afterwards: the first may be too slow to see that it was gone.
    await untilIds(stage.watch('orders'), 'a');
  });

  test('a server that is away for longer than anybody may live without renewal: the entry is back when it is', async (stage) => {
    const set = stage.watch('orders');
    const { discovery, troubles } = stage.process();
    await discovery.register(instance('a'));
    await untilIds(set, 'a');
    await stage.subject.cut();
    await until(set, ({ stale }) => stale !== undefined);
    await stage.subject.forget!();
    await stage.subject.heal();
    await until(set, ({ stale, instances }) => stale === undefined && instances.length === 1);
    expect(troubles.every((error) => (error as { code?: string }).code === 'discovery.unavailable')).toBe(true);
  });

  test('cannot be registered where the server cannot be reached, and says so', async (stage) => {
    await stage.subject.cut();
    await expect(stage.register(instance('a'))).rejects.toMatchObject({ code: 'discovery.unavailable', retryable: true });
  });
};
