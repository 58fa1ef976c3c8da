import { catalogue, GroupState, Publisher, RecordingConsumer, service, shards } from '@millrace/transport/contract';
import type { Recorded } from '@millrace/decider';
import { placeholderType, header } from './messages/headers.js';
import { kafkaWorld, type KafkaWorld } from './test/kafka-world.js';
import { WrongPartitions } from './topics/topics.js';

const eventually = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition().catch(() => false))) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** What a topic can do to us, on a real broker: whatever it loses comes from the log, once, in order; and it is seen. */
describe('a topic that is not what it should be', () => {
  let world: KafkaWorld;
  let publisher: Publisher;
  beforeEach(async () => {
    world = await kafkaWorld({ service, shards, catalogue });
    publisher = new Publisher(world.store);
  });
  afterEach(() => world.close());

  const reader = (state = new GroupState()) => {
    const transport = world.transport('reader');
    const consumer = new RecordingConsumer('readers', state);
    const consumption = transport.consume(consumer);
    return { transport, consumer, consumption, counts: () => transport.status()[0] as unknown as Record<string, number> };
  };

  const fill = async (rounds: number): Promise<Recorded[]> => {
    const written = [];
    for (let n = 0; n < rounds; n++)
      written.push(...(await publisher.append(n % shards, n % 3 ? ['Noted'] : ['Noted', 'Scribbled', 'Noted'])));
    return written;
  };

  const applied = (state: GroupState, written: readonly Recorded[]): void => {
    for (let shard = 0; shard < shards; shard++) {
      const expected = written.filter((event) => event.shard === shard && event.published).map(({ eventId }) => eventId);
      expect(state.eventIds(shard)).toEqual(expected);
    }
  };

  it('retention ran out: the hole comes from the log', async () => {
    const relay = await world.relay();
    const written = await fill(24);
    await eventually(async () => relay.counts.published === written.filter(({ published }) => published).length);
    await world.admin(async (admin) => {
      await admin.fetchTopicOffsets(world.topic); // kafkajs forgets to ask who leads
      await admin.deleteTopicRecords({ topic: world.topic, partitions: [0, 1, 2, 3].map((partition) => ({ partition, offset: '4' })) });
    });
    const { consumer, counts } = reader();
    await consumer.untilApplied(written);
    applied(consumer.state, written);
    expect(counts()).toMatchObject({ holes: 4, foreign: 0 });
  });

  it('nobody relays: the tail comes from the log', async () => {
    const relay = await world.relay();
    const { consumer, counts } = reader();
    const before = await fill(8);
    await consumer.untilApplied(before);
    await relay.stop();
    const after = await fill(8);
    await consumer.untilApplied(after);
    applied(consumer.state, [...before, ...after]);
    expect(counts().tails).toBeGreaterThan(0);
  });

  it('it was deleted while more is written: it is made and filled again', async () => {
    const relay = await world.relay();
    const { consumer } = reader();
    const written = await fill(12);
    await consumer.untilApplied(written);
    await world.admin((admin) => admin.deleteTopics({ topics: [world.topic] }));
    for (let n = 0; n < 10; n++) written.push(...(await fill(4)));
    await consumer.untilApplied(written);
    applied(consumer.state, written);
    await eventually(async () => (await world.readTopic()).complete(await world.store.heads()));
    expect(relay.counts.refilled).toBeGreaterThan(0);
    expect(relay.counts.fenced).toBe(0); // there is no other relay
  });

  it('it was deleted and nothing more is written: it is made and filled again', async () => {
    const relay = await world.relay();
    const written = await fill(12);
    await eventually(async () => relay.counts.published >= written.filter(({ published }) => published).length);
    await world.admin((admin) => admin.deleteTopics({ topics: [world.topic] }));
    await eventually(async () => (await world.readTopic()).complete(await world.store.heads()));
    expect(relay.counts.refilled).toBe(shards);
  });

  it('it has the wrong number of partitions: said before anything is sent, with what to do', async () => {
    await world.admin((admin) => admin.createTopics({ topics: [{ topic: world.topic, numPartitions: shards + 1 }] }));
    await expect(world.relay()).rejects.toThrow(WrongPartitions);
    await expect(world.relay()).rejects.toThrow(`${world.topic} has 5 partitions, the log behind it 4 shards`);
  });

  it('somebody else wrote to it: passed over, and said', async () => {
    await world.relay();
    const { consumer, counts } = reader();
    await consumer.untilApplied(await fill(4));
    const producer = world.kafka.producer();
    await producer.connect();
    await producer.send({
      topic: world.topic,
      messages: [
        { partition: 0, value: 'not ours' },
        { partition: 0, value: '{}', headers: { [header.source]: '/millrace/notes', [header.position]: '99' } },
      ],
    });
    await producer.disconnect();
    await consumer.untilApplied(await fill(4));
    expect(counts()).toMatchObject({ foreign: 2, holes: 0 });
    expect(world.errors.map((error) => (error as Error).name)).toEqual(['ForeignMessage', 'ForeignMessage']);
  });

  it('a message of ours was damaged: its event comes from the log', async () => {
    const written = await fill(4);
    const relay = await world.relay();
    await eventually(async () => (await world.readTopic()).complete(await world.store.heads()));
    await relay.stop();
    await world.replaceTopic((messages) => messages.map((message) => (message.partition === 1 ? { ...message, value: '{"cut' } : message)));
    const { consumer, counts } = reader();
    await consumer.untilApplied(written);
    applied(consumer.state, written);
    expect(counts()).toMatchObject({ foreign: 1, tails: 1 });
  });

  it('it holds what another generation of the log sent: passed over', async () => {
    await world.relay();
    const written = await fill(4);
    const { consumer, counts } = reader();
    await consumer.untilApplied(written);
    await world.sendAgain((headers) => ({ ...headers, [header.generation]: 'older000-1', [header.position]: '900', [header.prev]: '800' }));
    const more = await fill(4);
    await consumer.untilApplied(more);
    applied(consumer.state, [...written, ...more]);
    expect(counts().foreign).toBeGreaterThan(0);
  });

  it('it is that of an earlier log, whose databases are gone: the new log follows in it, for the same groups', async () => {
    await world.relay();
    const { consumer, consumption } = reader();
    await consumer.untilApplied(await fill(12));
    await consumption.stop();
    const anew = await kafkaWorld({ service, shards, catalogue, prefix: world.prefix });
    try {
      await anew.relay();
      const transport = anew.transport('reader');
      const second = new RecordingConsumer('readers');
      transport.consume(second);
      const written = [];
      for (let n = 0; n < 8; n++) written.push(...(await new Publisher(anew.store).publish(n % shards)));
      await second.untilApplied(written);
      expect(second.state.eventIds().sort()).toEqual(written.map(({ eventId }) => eventId).sort());
    } finally {
      await anew.close();
    }
  });

  it('the log was restored: the consumption ends as diverged', async () => {
    await world.relay();
    const { consumer } = reader();
    await consumer.untilApplied(await fill(8));
    await world.owner('UPDATE log_identity SET restore_count = restore_count + 1');
    await world.sendAgain((headers) => ({ ...headers, [header.generation]: 'restored-2', [header.position]: '900', [header.prev]: '800' }));
    await consumer.until(() =>
      consumer.errors.some(({ error, retryInMs }) => (error as Error).name === 'DivergedError' && retryInMs === Infinity),
    );
  });
});

/** Whatever goes wrong between a send, its acknowledgement and the cursor: the topic may hold repeats, consumers apply each event once. */
describe('relays', () => {
  let world: KafkaWorld;
  let publisher: Publisher;
  beforeEach(async () => {
    world = await kafkaWorld({ service, shards, catalogue });
    publisher = new Publisher(world.store);
  });
  afterEach(() => world.close());

  it('that work on the same shards repeat each other, and their cursors are fenced', async () => {
    const relays = [await world.relay(), await world.relay()];
    const transport = world.transport('reader');
    const consumer = new RecordingConsumer('readers');
    transport.consume(consumer);
    const written: Recorded[] = [];
    const fenced = (): number => relays.reduce((sum, { counts }) => sum + counts.fenced, 0);
    // Until they have met: whether they do over one event is chance.
    for (let n = 0; n < 40 || fenced() === 0 || transport.status()[0]!.duplicates === 0; n++) {
      written.push(...(await publisher.publish(n % shards, 3)));
      if (n % 10 === 9) await consumer.untilApplied(written);
    }
    await consumer.untilApplied(written);
    for (let shard = 0; shard < shards; shard++)
      expect(consumer.state.eventIds(shard)).toEqual(written.filter((event) => event.shard === shard).map(({ eventId }) => eventId));
  });

  it('repeat what was acknowledged when the cursor could not be moved', async () => {
    const { move } = world.cursors;
    let lost = 0;
    world.cursors.move = (...args) => (lost++ < 2 ? Promise.reject(new Error('database away')) : move.apply(world.cursors, args));
    await world.relay();
    const transport = world.transport('reader');
    const consumer = new RecordingConsumer('readers');
    transport.consume(consumer);
    const written = await publisher.publish(0, 5);
    await consumer.untilApplied(written);
    const topic = await world.readTopic();
    expect(topic.messages.filter(({ type }) => type !== placeholderType).length).toBeGreaterThanOrEqual(5);
    expect(consumer.state.eventIds()).toEqual(written.map(({ eventId }) => eventId));
  });

  it('do not take a topic for lost that grows while they look', async () => {
    const read = world.cursors.read.bind(world.cursors);
    const relay = await world.relay(20);
    const log = world.log();
    const { generation } = await log.describe();
    await log.close();
    let looks = 0;
    world.cursors.read = async (...args) => {
      looks++;
      const head = (await publisher.publish(0, 1)).at(-1)!.position;
      while (relay.counts.refilled === 0 && (await read(generation, world.topic, [0])).get(0)!.position < head);
      return read(...args);
    };
    await eventually(async () => looks > 4 || relay.counts.refilled > 0);
    expect(relay.counts.refilled).toBe(0);
  });

  it('give up no shard: what one held is relayed by the next, from its cursor', async () => {
    const first = await world.relay();
    const before = await publisher.publish(1, 5);
    const read = async () => (await world.readTopic()).messages.map(({ id }) => id);
    while ((await read()).length < before.length);
    await first.stop();
    const after = await publisher.publish(1, 5);
    const second = await world.relay();
    while ((await read()).length < before.length + after.length);
    expect(await read()).toEqual([...before, ...after].map(({ eventId }) => eventId));
    expect(second.counts).toMatchObject({ published: 5, fenced: 0, refilled: 0 });
  });
});

describe('members of a group', () => {
  it('share the shards, and hand them over without loss when one leaves', async () => {
    const world = await kafkaWorld({ service, shards, catalogue });
    try {
      const publisher = new Publisher(world.store);
      await world.relay();
      const state = new GroupState();
      const members = [1, 2].map(() => {
        const transport = world.transport('reader');
        const consumer = new RecordingConsumer('readers', state);
        return { transport, consumer, consumption: transport.consume(consumer) };
      });
      const held = () => members.map(({ transport }) => transport.status()[0]?.shards ?? 0);
      while (held().join() !== '2,2') await new Promise((resolve) => setTimeout(resolve, 20));
      const written: Recorded[] = [];
      for (let n = 0; n < 12; n++) written.push(...(await publisher.publish(n % shards, 2)));
      const done = (): boolean => written.every(({ shard, position }) => state.position(shard) >= position);
      await Promise.race(members.map(({ consumer }) => consumer.until(done)));
      await members[0]!.consumption.stop();
      for (let n = 0; n < 12; n++) written.push(...(await publisher.publish(n % shards, 2)));
      await members[1]!.consumer.until(done);
      expect(members.map(({ consumer }) => consumer.deliveries.length > 0)).toEqual([true, true]);
      for (let shard = 0; shard < shards; shard++)
        expect(state.eventIds(shard)).toEqual(written.filter((event) => event.shard === shard).map(({ eventId }) => eventId));
    } finally {
      await world.close();
    }
  });

  it('hold no more than they may: a partition that is not read is paused, and resumed when it is', async () => {
    const world = await kafkaWorld({ service, shards, catalogue });
    try {
      const publisher = new Publisher(world.store);
      const relay = await world.relay();
      const text = 'x'.repeat(10_000);
      const written: Recorded[] = [];
      for (let n = 0; n < 10; n++) written.push(...(await publisher.publish(0, 100, () => ({ text }))));
      while (relay.counts.published < written.length) await new Promise((resolve) => setTimeout(resolve, 20));
      const transport = world.transport('reader', { maxBytes: 400_000 });
      const consumer = new RecordingConsumer('readers');
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      consumer.before = () => released;
      transport.consume(consumer);
      const fetched = (): number => transport.status()[0]!.fetched;
      await world.settled(fetched);
      expect(fetched()).toBeGreaterThan(0);
      expect(fetched()).toBeLessThan(200); // a share of the bound, and one fetch beyond it
      release();
      await consumer.untilApplied(written);
      expect(consumer.state.eventIds()).toEqual(written.map(({ eventId }) => eventId));
    } finally {
      await world.close();
    }
  });
});
