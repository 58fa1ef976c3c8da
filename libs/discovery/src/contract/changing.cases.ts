import { expect } from '@jest/globals';
import type { StageTest } from './index.js';
import { instance, until, untilIds } from './stage.js';

export const changingCases = (test: StageTest): void => {
  test('a watch hears who comes and who goes', async (stage) => {
    const set = stage.watch('orders');
    await set.ready;
    await stage.subject.have([instance('a'), instance('b')]);
    await untilIds(set, 'a,b');
    await stage.subject.have([instance('b')]);
    await untilIds(set, 'b');
    await stage.subject.have([]);
    await untilIds(set, '');
    expect(set.stale).toBeUndefined();
  });

  test('when the server is lost, the last known stay, and it is said; when it is back, what changed is heard', async (stage) => {
    await stage.subject.have([instance('a')]);
    const set = stage.watch('orders');
    await untilIds(set, 'a');
    await stage.subject.cut();
    await until(set, ({ stale }) => stale !== undefined);
    expect(set.instances.map(({ id }) => id)).toEqual(['a']);
    expect(set.stale).toEqual({ since: expect.stringMatching(/^\d{4}-.*Z$/), reason: expect.stringMatching(/./) });
    await stage.subject.heal();
    await until(set, ({ stale }) => stale === undefined);
    await stage.subject.have([instance('a'), instance('b')]);
    await untilIds(set, 'a,b');
  });
};
