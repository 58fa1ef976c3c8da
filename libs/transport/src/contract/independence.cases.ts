import { expect } from '@jest/globals';
import { RecordingConsumer } from './recording-consumer.js';
import type { StageTest } from './subject.js';

const poison = (consumer: RecordingConsumer, shard: number): { heal(): void } => {
  let healed = false;
  consumer.before = (batches) => {
    if (!healed && batches.some((batch) => batch.shard === shard)) throw new Error(`shard ${shard} is poisoned`);
  };
  return { heal: () => void (healed = true) };
};

export const independenceCases = (test: StageTest): void => {
  test('a shard that keeps failing holds up no other, and goes on when it is well', async (stage) => {
    const consumer = new RecordingConsumer('readers');
    const poisoned = poison(consumer, 0);
    const bad = await stage.publisher.publish(0, 2);
    const good = [...(await stage.publisher.publish(1, 2)), ...(await stage.publisher.publish(2, 2))];
    stage.start(consumer);
    await consumer.untilApplied(good);
    const later = await stage.publisher.publish(3, 5);
    await consumer.untilApplied(later);
    await consumer.until(() => consumer.errors.length >= 4);
    expect(consumer.state.position(0)).toBe(0);
    poisoned.heal();
    await consumer.untilApplied(bad);
    expect(consumer.state.eventIds(0)).toEqual(bad.map(({ eventId }) => eventId));
  });

  test('the pauses of a shard that keeps failing grow', async (stage) => {
    const consumer = new RecordingConsumer('readers');
    poison(consumer, 0);
    await stage.publisher.publish(0);
    stage.start(consumer);
    await consumer.until(() => consumer.errors.length >= 4);
    const pauses = consumer.errors.map(({ retryInMs }) => retryInMs);
    expect(pauses[3]).toBeGreaterThan(pauses[0]!);
  });

  test('a paused shard holds up no other', async (stage) => {
    const consumer = new RecordingConsumer('readers');
    consumer.after = ({ shard }) => (shard === 0 ? { pauseMs: 600_000 } : undefined);
    stage.start(consumer);
    await consumer.untilApplied(await stage.publisher.publish(0, 2));
    await stage.publisher.publish(0, 2);
    for (let n = 0; n < 5; n++) await consumer.untilApplied(await stage.publisher.publish(1 + (n % 3), 2));
    expect(consumer.state.position(0)).toBe(2);
  });

  test('a paused shard goes on after its pause, not before', async (stage) => {
    const pauseMs = 150;
    const consumer = new RecordingConsumer('readers');
    const at: number[] = [];
    consumer.before = () => void at.push(performance.now());
    consumer.after = () => (at.length === 1 ? { pauseMs } : undefined);
    stage.start(consumer);
    await consumer.untilApplied(await stage.publisher.publish(0));
    await consumer.untilApplied(await stage.publisher.publish(0));
    expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(pauseMs - 2);
  });

  test('a consumer that makes no progress is not called in a tight loop', async (stage) => {
    const consumer = new RecordingConsumer('readers');
    let calls = 0;
    consumer.after = ({ shard, after }) => {
      if (++calls > 3) return;
      consumer.state.positions.set(shard, after);
      consumer.state.events.splice(0);
      return { after };
    };
    const started = performance.now();
    stage.start(consumer);
    const written = await stage.publisher.publish(0);
    await consumer.until(() => calls > 3);
    expect(consumer.state.eventIds()).toEqual([written[0]!.eventId]);
    expect(performance.now() - started).toBeGreaterThan(20);
  });
};
