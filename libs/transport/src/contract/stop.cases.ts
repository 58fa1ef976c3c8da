import { expect } from '@jest/globals';
import { RecordingConsumer } from './recording-consumer.js';
import type { StageTest } from './subject.js';

export const stopCases = (test: StageTest): void => {
  test('waits for the delivery in flight and delivers nothing more', async (stage) => {
    const consumer = new RecordingConsumer('readers');
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let entered: () => void = () => undefined;
    const inFlight = new Promise<void>((resolve) => (entered = resolve));
    consumer.before = () => {
      entered();
      return released;
    };
    const consumption = stage.start(consumer);
    await stage.publisher.publish(0);
    await inFlight;
    let stopped = false;
    const stopping = consumption.stop().then(() => (stopped = true));
    await stage.publisher.publish(1);
    expect(stopped).toBe(false);
    release();
    await stopping;
    expect([consumer.state.position(0), consumer.state.position(1)]).toEqual([1, 0]);
    await consumption.stop(); // again: nothing to do
  });

  test('a later consumption of the group goes on where the first ended', async (stage) => {
    const first = new RecordingConsumer('readers');
    const consumption = stage.start(first);
    const before = await stage.publisher.publish(0, 3);
    await first.untilApplied(before);
    await consumption.stop();
    const after = await stage.publisher.publish(0, 3);
    const second = new RecordingConsumer('readers', first.state);
    stage.start(second);
    await second.untilApplied(after);
    expect(first.state.eventIds()).toEqual([...before, ...after].map(({ eventId }) => eventId));
    expect(first.deliveries.flat().every(({ upTo }) => upTo <= 3)).toBe(true);
  });

  test('does not wait for the pause after an error', async (stage) => {
    const consumer = new RecordingConsumer('readers');
    consumer.before = () => {
      throw new Error('always');
    };
    const consumption = stage.start(consumer);
    await stage.publisher.publish(0);
    await consumer.until(() => consumer.errors.length >= 5); // by now the pauses are long
    const started = performance.now();
    await consumption.stop();
    expect(performance.now() - started).toBeLessThan(consumer.errors.at(-1)!.retryInMs);
    expect(consumer.state.events).toEqual([]);
  });
};
