import { expect } from '@jest/globals';
import { idsOf, instance, untilIds } from './stage.js';
import type { StageTest } from './index.js';

export const watchingCases = (test: StageTest): void => {
  test('shows the instances of a service and of no other, ordered by id', async (stage) => {
    await stage.subject.have([instance('b'), instance('a'), instance('c', { service: 'payments' })]);
    const set = stage.watch('orders');
    await set.ready;
    await untilIds(set, idsOf(set));
    expect(set.instances.map(({ service }) => service)).toEqual(['orders', 'orders']);
    expect([...set.instances].sort((x, y) => (x.id < y.id ? -1 : 1))).toEqual(set.instances);
    expect(set.stale).toBeUndefined();
  });

  test('a service that nobody runs has no instances, which is an answer', async (stage) => {
    await stage.subject.have([instance('a')]);
    const set = stage.watch('nobody');
    await set.ready;
    expect(set).toMatchObject({ service: 'nobody', instances: [], stale: undefined });
  });

  test('watches that are closed tell nothing any more, and nothing begins after the end', async (stage) => {
    await stage.subject.have([instance('a')]);
    const { discovery } = stage.process();
    const set = discovery.watch('orders');
    await set.ready;
    set.onChange(() => expect('told').toBe('not told'));
    await discovery.close();
    await discovery.close();
    expect(set.instances).toHaveLength(1);
    expect(() => discovery.watch('orders')).toThrow(expect.objectContaining({ code: 'discovery.closed' }));
    await expect(discovery.register(instance('x'))).rejects.toMatchObject({ code: 'discovery.closed' });
  });

  test('closing ends who waits for a first answer', async (stage) => {
    await stage.subject.cut();
    const set = stage.watch('orders');
    set.close();
    await set.ready;
    expect(set.instances).toEqual([]);
  });

  test('refuses to register what nobody could call', async (stage) => {
    const { discovery } = stage.process();
    for (const wrong of [{ url: 'ftp://x' }, { url: 'nowhere' }, { id: 'with space' }, { service: 'Orders!' }])
      await expect(discovery.register(instance('a', wrong))).rejects.toMatchObject({ code: 'discovery.instance-invalid' });
  });
};
