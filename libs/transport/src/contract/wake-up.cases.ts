import { expect } from '@jest/globals';
import type { StageTest } from './subject.js';

/** In both, nothing comes unless the transport looks again after it has found nothing. */
export const wakeUpCases = (test: StageTest): void => {
  for (const wakeUp of ['hints', 'polling'] as const)
    test(
      `${wakeUp} alone suffice`,
      async (stage) => {
        const consumer = stage.consumer();
        for (let n = 0; n < 5; n++) await consumer.untilApplied(await stage.publisher.publish(n % 2));
        expect(consumer.state.events).toHaveLength(5);
      },
      { wakeUp },
    );
};
