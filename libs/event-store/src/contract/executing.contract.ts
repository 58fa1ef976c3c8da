import { randomUUID } from 'node:crypto';
import { beforeAll, expect, it } from '@jest/globals';
import { declareEvents, type Decider, type JointDecider, reject } from '@millrace/decider';
import type { EventStore } from '../event-store.js';
import { CommitUnknown, type Transactor } from '../transaction.js';
import { type Accepted, CommandExecutor } from '../execution/command-executor.js';
import type { CommandContext } from '../execution/command-context.js';
import type { ContractLog } from './contract-log.js';

type Counted = { type: 'Counted'; data: { by: number } };
const counter: Decider<{ add: number; upTo?: number }, number, Counted, 'counter.full'> = {
  name: 'counter',
  initial: 0,
  evolve: (total, event) => total + event.data.by,
  decide: ({ add, upTo = Infinity }, total) => {
    if (Number.isNaN(add)) throw new Error('a defect in the domain');
    if (add === 0) return [];
    return total + add > upTo ? reject('counter.full', `${total} + ${add} > ${upTo}`) : [{ type: 'Counted', data: { by: add } }];
  },
};

/** Moves from one counter to another, never below zero. */
const transfer: JointDecider<{ from: string; to: string; by: number }, Counted, 'counter.empty'> = {
  name: 'transfer',
  foldOf: () => counter,
  decide: ({ from, to, by }, state) =>
    state<number>(from) < by
      ? reject('counter.empty', 'not enough')
      : new Map([
          [from, [{ type: 'Counted', data: { by: -by } }]],
          [to, [{ type: 'Counted', data: { by } }]],
        ]),
};

const context = (): CommandContext => ({ correlationId: 'c', causationId: 'c', commandId: randomUUID() });
const counted = declareEvents<Counted>({ Counted: { schemaVersion: 1, published: true } });

const totalOf = async (store: EventStore, stream: string): Promise<number> =>
  (await store.load([{ streamId: stream }])).get(stream)!.events.reduce((total, { data }) => total + (data as Counted['data']).by, 0);

/** Group decide over a store: what callers are promised (see `CommandExecutor`). */
export const executingContract = (log: () => ContractLog): void => {
  let opened: EventStore;
  beforeAll(async () => void (opened = await log().open(counted)));

  /** Streams of its own for each test. `wrap` comes between the executors and the store. */
  const setUp = (wrap: (store: EventStore) => EventStore = (store) => store) => {
    const test = randomUUID();
    const { transactor } = log();
    const executor = () => new CommandExecutor({ store: wrap(opened), transactor, now: Date.now, newId: randomUUID });
    return { store: opened, stream: (name: string) => `counter-${name}.${test}`, transactor, executor: executor(), another: executor() };
  };

  it('decides 64 concurrent commands on one stream without losing one, in far fewer calls', async () => {
    let appends = 0;
    const { store, stream, executor } = setUp((inner) => counting(inner, () => appends++));
    await Promise.all(Array.from({ length: 64 }, () => executor.execute(counter, stream('hot'), { add: 1 }, context())));
    expect(await totalOf(store, stream('hot'))).toBe(64);
    expect(appends).toBeLessThan(5);
  });

  it('needs no retry by its callers when two executors share a stream', async () => {
    const { store, stream, executor, another } = setUp();
    const both = Array.from({ length: 200 }, (_, i) => (i % 2 ? executor : another).execute(counter, stream('hot'), { add: 1 }, context()));
    const outcomes = await Promise.all(both);
    expect(outcomes.every((outcome) => 'accepted' in outcome)).toBe(true);
    expect(await totalOf(store, stream('hot'))).toBe(200);
  });

  it('decides again what was built on a command that conflicted', async () => {
    const { store, stream, executor, another } = setUp();
    await executor.execute(counter, stream('a'), { add: 1 }, context()); // cached at 1 by the first
    await another.execute(counter, stream('a'), { add: 8 }, context()); // now 9
    const [first, second, neighbour] = await Promise.all([
      executor.execute(counter, stream('a'), { add: 1, upTo: 10 }, context()),
      executor.execute(counter, stream('a'), { add: 1, upTo: 10 }, context()),
      executor.execute(counter, stream('b'), { add: 1 }, context()),
    ]);
    expect([first, second].map((outcome) => 'accepted' in outcome)).toEqual([true, false]);
    expect(neighbour).toHaveProperty('accepted', true);
    expect(await totalOf(store, stream('a'))).toBe(10);
  });

  it('never answers a rejection, nor a repetition, from a stale state', async () => {
    const { stream, executor, another } = setUp();
    await executor.execute(counter, stream('a'), { add: 10 }, context());
    await another.execute(counter, stream('a'), { add: -10 }, context());
    expect(await executor.execute(counter, stream('a'), { add: 5, upTo: 10 }, context())).toHaveProperty('accepted', true);
  });

  it('tells the place of a repetition, so that its reader can wait for what it repeats', async () => {
    const { stream, executor } = setUp();
    const done = (await executor.execute(counter, stream('a'), { add: 1 }, context())) as Accepted;
    const repeated = (await executor.execute(counter, stream('a'), { add: 0 }, context())) as Accepted;
    expect(repeated.events).toEqual([]);
    expect(repeated.places.toString()).toBe(done.places.toString());
  });

  it('fails a command that throws alone', async () => {
    const { store, stream, executor } = setUp();
    const [bad, good] = await Promise.allSettled([
      executor.execute(counter, stream('a'), { add: NaN }, context()),
      executor.execute(counter, stream('a'), { add: 1 }, context()),
    ]);
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled']);
    expect(await totalOf(store, stream('a'))).toBe(1);
  });

  it('decides over several streams, all or nothing', async () => {
    const { store, stream, executor } = setUp();
    await executor.execute(counter, stream('from'), { add: 5 }, context());
    const streams = [stream('from'), stream('to')];
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => executor.executeAll(transfer, streams, { from: streams[0]!, to: streams[1]!, by: 1 }, context())),
    );
    expect(outcomes.filter((outcome) => 'accepted' in outcome)).toHaveLength(5);
    expect([await totalOf(store, stream('from')), await totalOf(store, stream('to'))]).toEqual([0, 5]);
  });

  it('refuses a decider that reads or writes what the command did not name', async () => {
    const { stream, executor } = setUp();
    const command = { from: stream('a'), to: stream('b'), by: 0 };
    await expect(executor.executeAll(transfer, [stream('a')], command, context())).rejects.toThrow(/did not name/);
    await expect(executor.executeAll(transfer, [stream('b')], command, context())).rejects.toThrow(/did not name/);
  });

  it('rejects waiting commands when the store is away, and works again afterwards', async () => {
    let away = true;
    const { stream, executor } = setUp((inner) => failing(inner, () => away));
    await expect(executor.execute(counter, stream('a'), { add: 1 }, context())).rejects.toThrow('away');
    away = false;
    expect(await executor.execute(counter, stream('a'), { add: 1 }, context())).toHaveProperty('accepted', true);
  });

  it('decides in a transaction on what earlier decisions of the batch appended, and forgets what was rolled back', async () => {
    const { store, stream, transactor, executor } = setUp();
    const decision = (add: number, upTo?: number) => ({
      decider: {
        ...transfer,
        foldOf: () => counter,
        decide: (_: unknown, state: <S>(id: string) => S) => oneStream(stream('a'), add, upTo, state),
      },
      streamIds: [stream('a')],
      command: {},
      context: context(),
    });
    const rolledBack = transactor.transaction(async (tx) => {
      await executor.decideIn(tx, [decision(7)]);
      throw new Error('rolled back');
    });
    await expect(rolledBack).rejects.toThrow('rolled back');
    const settled = await transactor.transaction((tx) => executor.decideIn(tx, [decision(5, 8), decision(5, 8), decision(3, 8)]));
    expect(settled.map((result) => 'outcome' in result && 'accepted' in result.outcome)).toEqual([true, false, true]);
    expect(await totalOf(store, stream('a'))).toBe(8);
  });

  it('appends once when nobody knows whether a commit under the locks has happened', async () => {
    const { store, stream, transactor, another } = setUp();
    let broken = 0;
    const breaking: Transactor = {
      transaction: async (work) => {
        const result = await transactor.transaction(work);
        if (broken++ === 0) throw new CommitUnknown('the connection was lost while COMMIT was under way');
        return result;
      },
    };
    const executor = new CommandExecutor({ store, transactor: breaking, now: Date.now, newId: randomUUID });
    await executor.execute(counter, stream('a'), { add: 1 }, context());
    await another.execute(counter, stream('a'), { add: 10 }, context()); // what the first has cached is stale now: a conflict, and the locks
    const outcomes = await Promise.all([
      executor.execute(counter, stream('a'), { add: 100, upTo: 111 }, context()),
      executor.execute(counter, stream('b'), { add: 5 }, context()),
    ]);
    expect(outcomes).toMatchObject([{ accepted: true, events: [{ version: 3 }] }, { accepted: true }]);
    expect(broken).toBe(2);
    expect(await totalOf(store, stream('a'))).toBe(111);
    expect(await executor.execute(counter, stream('a'), { add: 1, upTo: 112 }, context())).toHaveProperty('accepted', true);
  });

  it('refuses to wait for itself inside a transaction', async () => {
    const { stream, transactor, executor } = setUp();
    await expect(transactor.transaction(() => executor.execute(counter, stream('a'), { add: 1 }, context()))).rejects.toThrow(/decideIn/);
  });

  it('keeps snapshots of folds that want them, and starts from them', async () => {
    const { store, stream, transactor } = setUp();
    const snapshotting = { ...counter, snapshotVersion: 1 };
    const make = () => new CommandExecutor({ store, transactor, now: () => 0, newId: randomUUID, snapshotEvery: 10 });
    const executor = make();
    for (let i = 0; i < 12; i++) await executor.execute(snapshotting, stream('a'), { add: 1 }, context());
    const loaded = await store.load([{ streamId: stream('a'), snapshot: { fold: 'counter', foldVersion: 1 } }]);
    expect(loaded.get(stream('a'))).toMatchObject({ version: 12, snapshot: { version: 10, state: 10 } });
    expect(await make().execute(snapshotting, stream('a'), { add: 1, upTo: 12 }, context())).toMatchObject({ code: 'counter.full' });
  });
};

const oneStream = (streamId: string, add: number, upTo: number | undefined, state: <S>(id: string) => S) => {
  const decided = counter.decide({ add, ...(upTo !== undefined && { upTo }) }, state<number>(streamId));
  return Array.isArray(decided) ? new Map([[streamId, decided as Counted[]]]) : (decided as ReturnType<typeof reject>);
};

const overriding = (inner: EventStore, append: EventStore['append']): EventStore =>
  new Proxy(inner, { get: (target, name) => (name === 'append' ? append : bound(target, name as keyof EventStore)) });
const bound = (target: EventStore, name: keyof EventStore): unknown => {
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
};
const counting = (inner: EventStore, count: () => void): EventStore =>
  overriding(inner, (requests, tx) => {
    count();
    return inner.append(requests, tx);
  });
const failing = (inner: EventStore, away: () => boolean): EventStore =>
  overriding(inner, (requests, tx) => (away() ? Promise.reject(new Error('away')) : inner.append(requests, tx)));
