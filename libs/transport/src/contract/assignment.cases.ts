import { expect } from '@jest/globals';
import { GroupState, RecordingConsumer, TestAssignment } from './recording-consumer.js';
import { shards } from './publisher.js';
import type { StageTest } from './subject.js';

export const assignmentCases = (test: StageTest): void => {
  test('brings the assigned shards only', async (stage) => {
    const consumer = new RecordingConsumer('readers', new GroupState(), new TestAssignment([1, 3]));
    const written = [];
    for (let shard = 0; shard < shards; shard++) written.push(await stage.publisher.publish(shard, 2));
    stage.start(consumer);
    await consumer.untilApplied(written[1]!, written[3]!);
    await consumer.untilApplied(await stage.publisher.publish(3));
    expect([...consumer.state.positions.keys()].sort()).toEqual([1, 3]);
  });

  test('brings a gained shard from where the group is', async (stage) => {
    const assignment = new TestAssignment([0]);
    const consumer = new RecordingConsumer('readers', new GroupState(), assignment);
    consumer.state.positions.set(2, 1);
    const written = await stage.publisher.publish(2, 3);
    stage.start(consumer);
    await consumer.untilApplied(await stage.publisher.publish(0));
    expect(consumer.batchesOf(2)).toEqual([]);
    assignment.hold(0, 2);
    await consumer.untilApplied(written);
    expect(consumer.state.eventIds(2)).toEqual(written.slice(1).map(({ eventId }) => eventId));
  });

  test('starts a shard that was lost and gained again from where the group is by then', async (stage) => {
    const assignment = new TestAssignment([0]);
    const consumer = new RecordingConsumer('readers', new GroupState(), assignment);
    stage.start(consumer);
    await consumer.untilApplied(await stage.publisher.publish(0, 2));
    assignment.hold();
    await stage.publisher.publish(0, 2);
    consumer.state.positions.set(0, 4); // another member did it meanwhile
    assignment.hold(0);
    const written = await stage.publisher.publish(0);
    await consumer.untilApplied(written);
    expect(consumer.batchesOf(0).at(-1)!.after).toBe(4);
  });

  test('hands a shard over without loss, whoever holds it', async (stage) => {
    const state = new GroupState();
    const [a, b] = [new TestAssignment([0, 1, 2, 3]), new TestAssignment([])];
    const [first, second] = [new RecordingConsumer('readers', state, a), new RecordingConsumer('readers', state, b)];
    for (const consumer of [first, second]) stage.start(consumer);
    const written = [await stage.publisher.publish(0, 3), await stage.publisher.publish(1, 3)].flat();
    await first.untilApplied(written);
    a.hold(0, 2);
    b.hold(1, 3);
    for (let n = 0; n < 8; n++) written.push(...(await stage.publisher.publish(n % shards, 2)));
    const done = (): boolean => written.every(({ shard, position }) => state.position(shard) >= position);
    await Promise.race([first.until(done), second.until(done)]);
    for (let shard = 0; shard < shards; shard++)
      expect(state.eventIds(shard)).toEqual(written.filter((event) => event.shard === shard).map(({ eventId }) => eventId));
    expect(second.batchesOf(0)).toEqual([]);
    expect(second.batchesOf(1).length).toBeGreaterThan(0);
  });

  test('delivers nothing more of a shard that was lost during a delivery', async (stage) => {
    const assignment = new TestAssignment([0, 1]);
    const consumer = new RecordingConsumer('readers', new GroupState(), assignment);
    stage.start(consumer);
    await consumer.untilApplied(await stage.publisher.publish(0), await stage.publisher.publish(1));
    consumer.before = () => assignment.hold(1);
    await consumer.untilApplied(await stage.publisher.publish(0));
    consumer.before = () => undefined;
    await stage.publisher.publish(0);
    await consumer.untilApplied(await stage.publisher.publish(1));
    expect(consumer.state.position(0)).toBe(2);
  });

  test('drops a shard that is lost while the group is asked for its position', async (stage) => {
    const assignment = new TestAssignment([0, 1]);
    const consumer = new RecordingConsumer('readers', new GroupState(), assignment);
    const positions = consumer.positions.bind(consumer);
    consumer.positions = (asked) => {
      assignment.hold(1);
      return positions(asked);
    };
    await stage.publisher.publish(0);
    const written = await stage.publisher.publish(1);
    stage.start(consumer);
    await consumer.untilApplied(written);
    await consumer.untilApplied(await stage.publisher.publish(1));
    expect(consumer.batchesOf(0)).toEqual([]);
  });
};
