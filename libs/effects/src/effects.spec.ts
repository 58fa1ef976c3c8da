import { type Decider, type DomainEvent, type Recorded, tell } from '@millrace/decider';
import { CommandExecutor, InMemoryEventStore, InMemoryTransactor } from '@millrace/event-store';
import { InMemoryDueWork } from '@millrace/subscriptions';
import { type Effect, type EffectCall, effectConsumer, EffectRunner } from './index.js';

const results: Decider<{ ok: boolean }, boolean, DomainEvent> = {
  name: 'result',
  initial: false,
  evolve: () => true,
  decide: (command, done) => (done ? [] : [{ type: 'Recorded', data: command }]),
};

const asked = (key: string): Recorded => ({
  type: 'Asked',
  data: { amount: 5 },
  service: 'mine',
  generation: 'inmemory-1',
  shard: 0,
  position: 1,
  streamId: `payment-${key}`,
  version: 1,
  eventId: `00000000-0000-4000-8000-00000000000${key}`,
  schemaVersion: 1,
  published: false,
  metadata: { correlationId: key, causationId: 'c', commandId: 'c', hlc: '' },
  recordedAt: '2026-01-01T00:00:00Z',
});

const setUp = async (perform: (call: EffectCall<unknown>) => Promise<void>, timeoutMs = 60_000) => {
  const transactor = new InMemoryTransactor();
  const store = new InMemoryEventStore({
    service: 'mine',
    catalogue: { Recorded: { schemaVersion: 1, published: true } },
    transactor,
    now: Date.now,
  });
  let ids = 0;
  const newId = (): string => `10000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`;
  const executor = new CommandExecutor({ store, transactor, now: Date.now, newId });
  const dueWork = new InMemoryDueWork(Date.now);
  const effect: Effect<{ type: 'Asked'; data: unknown }> = {
    name: 'call',
    startsOn: { Asked: (event) => ({ key: `call-for-${event.streamId}`, payload: event.data }) },
    perform: async (call) => {
      expect(call.key).toMatch(/^call-for-payment-/);
      await perform(call);
      return tell(results, `result-${call.key.slice(-1)}`, { ok: true });
    },
    concurrency: 2,
    timeoutMs,
    retry: { firstMs: 1, maxMs: 2 },
  };
  const consumer = effectConsumer(effect, dueWork);
  await transactor.transaction((tx) =>
    consumer.apply(
      tx,
      ['1', '2', '3'].map((key) => ({ key: `payment-${key}`, event: asked(key) })),
    ),
  );
  const runner = new EffectRunner(effect as unknown as Effect, { dueWork, executor, random: () => 0, onError: () => undefined });
  /** Resolves when so many results are recorded. */
  const recorded = (count: number) =>
    new Promise<void>((resolve) => {
      const look = async () => {
        let found = 0;
        for (const shard of Array.from({ length: 16 }, (_, i) => i)) found += (await store.read([{ shard, after: 0 }], 99)).length;
        if (found >= count) resolve();
      };
      store.onAppended(() => void look());
    });
  return { runner, recorded, dueWork, store };
};

describe('an effect', () => {
  it('is performed for each event, a bounded number at once, and its result recorded as an event', async () => {
    let [underWay, most] = [0, 0];
    const system = await setUp(async () => {
      most = Math.max(most, ++underWay);
      await new Promise(setImmediate);
      underWay--;
    });
    const all = system.recorded(3);
    system.runner.start();
    await all;
    await system.runner.stop();
    expect(most).toBe(2);
    expect(await system.dueWork.nextDueInMs('effect', 'call')).toBeUndefined();
  });

  it('is repeated with the same key until it answers', async () => {
    const calls: string[] = [];
    const system = await setUp(({ idempotencyKey, attempt }) => {
      calls.push(idempotencyKey);
      return attempt < 3 ? Promise.reject(new Error('500')) : Promise.resolve();
    });
    const all = system.recorded(3);
    system.runner.start();
    await all;
    await system.runner.stop();
    expect(calls).toHaveLength(9);
    expect(new Set(calls).size).toBe(3);
  });

  it('is cut off at its timeout, also when it does not listen, and tried again', async () => {
    const system = await setUp(({ attempt }) => (attempt === 1 ? new Promise(() => undefined) : Promise.resolve()), 5);
    const all = system.recorded(3);
    system.runner.start();
    await all;
    await system.runner.stop();
  });

  it('is aborted when the service stops, and due again for whoever comes next', async () => {
    let started: () => void = () => undefined;
    const both = new Promise<void>((resolve) => (started = resolve));
    let count = 0;
    const system = await setUp(() => {
      if (++count === 2) started();
      return new Promise(() => undefined);
    });
    system.runner.start();
    await both;
    await system.runner.stop();
    expect(await system.dueWork.nextDueInMs('effect', 'call')).toBe(0);
    expect((await system.store.heads()).isEmpty).toBe(true);
  });
});
