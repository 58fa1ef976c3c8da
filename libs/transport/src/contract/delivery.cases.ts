import { expect } from '@jest/globals';
import { shards } from './publisher.js';
import { GroupState, RecordingConsumer } from './recording-consumer.js';
import type { StageTest, TransportFeatures } from './subject.js';

export const deliveryCases = (test: StageTest, features: TransportFeatures): void => {
  test('brings everything of every shard, in order, while more is written', async (stage) => {
    const before = [await stage.publisher.publish(0, 3), await stage.publisher.publish(1, 2), await stage.publisher.publish(0, 2)];
    const consumer = stage.consumer();
    const during = [];
    for (let n = 0; n < 20; n++) during.push(await stage.publisher.publish(n % shards, 1 + (n % 3)));
    const all = [...before, ...during].flat();
    await consumer.untilApplied(all);
    for (let shard = 0; shard < shards; shard++)
      expect(consumer.state.eventIds(shard)).toEqual(all.filter((event) => event.shard === shard).map(({ eventId }) => eventId));
    expect(consumer.errors).toEqual([]);
  });

  test('brings an event as it was written, with its place; the consumer declares nothing', async (stage) => {
    const data = { text: 'ünïcode 🚚 "quoted"', list: [1, 2.5, null, { deep: [true] }], empty: {} };
    const [written] = await stage.publisher.publish(2, 1, () => data);
    const consumer = stage.consumer();
    await consumer.untilApplied([written!]);
    expect(consumer.state.events).toEqual([written]);
    expect(consumer.state.events[0]!.data).toEqual(data);
    expect(consumer.deliveries[0]![0]!.generation).toBe(stage.publisher.store.generation);
  });

  test('goes on from the position the consumer names', async (stage) => {
    const written = await stage.publisher.publish(1, 10);
    const state = new GroupState();
    state.positions.set(1, 7);
    const consumer = new RecordingConsumer('readers', state);
    stage.start(consumer);
    await consumer.untilApplied(written);
    expect(state.eventIds()).toEqual(written.slice(7).map(({ eventId }) => eventId));
  });

  test('goes back when the consumer holds something back', async (stage) => {
    const written = await stage.publisher.publish(1, 4);
    const consumer = new RecordingConsumer('readers');
    let held = false;
    consumer.after = ({ shard, upTo }) => {
      if (held || upTo < 4) return;
      held = true;
      consumer.state.positions.set(shard, 2);
      consumer.state.events.splice(2);
      return { after: 2 };
    };
    stage.start(consumer);
    await consumer.until(() => held && consumer.state.position(1) === 4);
    expect(consumer.state.eventIds()).toEqual(written.map(({ eventId }) => eventId));
  });

  test('covers private events by their places', async (stage) => {
    const { publisher } = stage;
    const written = [
      await publisher.append(0, ['Scribbled', 'Noted', 'Scribbled', 'Scribbled', 'Noted', 'Scribbled']),
      await publisher.append(1, ['Scribbled', 'Scribbled']),
    ].flat();
    const consumer = stage.consumer();
    await consumer.untilApplied(written);
    const expected = features.privateEvents ? written : written.filter(({ published }) => published);
    expect(new Set(consumer.state.eventIds())).toEqual(new Set(expected.map(({ eventId }) => eventId)));
    expect([consumer.state.position(0), consumer.state.position(1)]).toEqual([6, 2]);
  });

  test('brings everything to every group', async (stage) => {
    const written = await stage.publisher.publish(3, 5);
    const [one, two] = [stage.consumer('one'), stage.consumer('two')];
    await Promise.all([one.untilApplied(written), two.untilApplied(written)]);
    expect(one.state.eventIds()).toEqual(two.state.eventIds());
  });
};
