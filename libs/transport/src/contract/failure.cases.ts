import { expect } from '@jest/globals';
import type { Batch } from '../transport.js';
import { RecordingConsumer } from './recording-consumer.js';
import type { StageTest } from './subject.js';

export const failureCases = (test: StageTest): void => {
  test('delivers again what failed, and says how long it waits', async (stage) => {
    const written = await stage.publisher.publish(0, 3);
    const consumer = new RecordingConsumer('readers');
    let failures = 0;
    consumer.before = () => {
      if (++failures <= 2) throw new Error('not today');
    };
    stage.start(consumer);
    await consumer.untilApplied(written);
    expect(consumer.state.eventIds()).toEqual(written.map(({ eventId }) => eventId));
    expect(consumer.errors.map(({ error }) => (error as Error).message)).toEqual(['not today', 'not today']);
    for (const { retryInMs } of consumer.errors) expect(retryInMs).toBeGreaterThan(0);
  });

  test('starts again from what was applied, also when the answer was lost', async (stage) => {
    const first = await stage.publisher.publish(0, 3);
    const consumer = new RecordingConsumer('readers');
    let lost = false;
    consumer.after = () => {
      if (lost) return;
      lost = true;
      throw new Error('applied, but the answer was lost');
    };
    stage.start(consumer);
    await consumer.until(() => consumer.errors.length === 1);
    const second = await stage.publisher.publish(0, 2);
    await consumer.untilApplied(second);
    expect(consumer.state.eventIds()).toEqual([...first, ...second].map(({ eventId }) => eventId));
  });

  test('goes on by itself when the consumer cannot say where it is', async (stage) => {
    const written = await stage.publisher.publish(0, 3);
    const consumer = new RecordingConsumer('readers');
    const positions = consumer.positions.bind(consumer);
    let asked = 0;
    consumer.positions = async (shards) => {
      if (++asked <= 2) throw new Error('database away');
      return positions(shards);
    };
    stage.start(consumer);
    await consumer.untilApplied(written);
    expect(consumer.errors.map(({ error }) => (error as Error).message)).toEqual(['database away', 'database away']);
  });

  test('survives an error reporter that throws', async (stage) => {
    const written = await stage.publisher.publish(0, 1);
    const consumer = new RecordingConsumer('readers');
    let failed = false;
    consumer.before = (_: readonly Batch[]) => {
      if (!failed) {
        failed = true;
        throw new Error('once');
      }
    };
    consumer.onError = () => {
      throw new Error('the reporter failed too');
    };
    stage.start(consumer);
    await consumer.untilApplied(written);
  });
};
