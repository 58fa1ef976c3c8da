import { randomUUID } from 'node:crypto';
import { insideTransaction, InMemoryTransactor, type Transaction, type Transactor } from '@millrace/event-store';
import { createPool, PostgresTransactor, runMigrations } from '@millrace/postgres';
import { createTestDatabase } from '@millrace/testbed';
import {
  type DueWork,
  InMemoryDueWork,
  InMemoryParkedStore,
  InMemoryShardLeases,
  InMemoryWatermarks,
  type ParkedStore,
  PostgresDueWork,
  PostgresParkedStore,
  PostgresShardLeases,
  PostgresWatermarks,
  type ShardLeases,
  CreateSubscriptions1764000000001,
  type Watermarks,
} from './index.js';

interface Stores {
  readonly transactor: Transactor;
  readonly watermarks: Watermarks;
  readonly dueWork: DueWork;
  readonly parked: ParkedStore;
  readonly leases: ShardLeases;
  close(): Promise<void>;
}

const inMemory = (): Promise<Stores> => {
  const dueWork = new InMemoryDueWork(Date.now);
  return Promise.resolve({
    transactor: new InMemoryTransactor(),
    watermarks: new InMemoryWatermarks(),
    dueWork,
    parked: new InMemoryParkedStore(dueWork, Date.now),
    leases: new InMemoryShardLeases(Date.now),
    close: () => Promise.resolve(),
  });
};

const postgres = async (): Promise<Stores> => {
  const database = await createTestDatabase();
  await runMigrations({ ownerUrl: database.ownerUrl, migrations: [CreateSubscriptions1764000000001], lockName: 'spec' });
  const pool = createPool({ url: database.runtimeUrl, max: 6, applicationName: 'spec' });
  return {
    transactor: new PostgresTransactor(pool, { around: insideTransaction, commitUnknown: (cause) => new Error('unknown', { cause }) }),
    watermarks: new PostgresWatermarks(pool),
    dueWork: new PostgresDueWork(pool),
    parked: new PostgresParkedStore(pool),
    leases: new PostgresShardLeases(pool),
    close: async () => {
      await pool.end();
      await database.drop();
    },
  };
};

describe.each([
  ['in memory', inMemory],
  ['PostgreSQL', postgres],
])('the stores of subscriptions, %s', (_, open) => {
  let stores: Stores;
  beforeAll(async () => void (stores = await open()));
  afterAll(() => stores.close());
  const inTransaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => stores.transactor.transaction(work);

  describe('watermarks', () => {
    it('start at 0, move, and are read back as a version vector', async () => {
      const name = randomUUID();
      await inTransaction(async (tx) => {
        expect(await stores.watermarks.lock(tx, name, 'orders', 'abcd1234-0', [1, 2])).toEqual(
          new Map([
            [1, { generation: 'abcd1234-0', position: 0 }],
            [2, { generation: 'abcd1234-0', position: 0 }],
          ]),
        );
        expect(await stores.watermarks.advance(tx, name, 'orders', [{ shard: 2, from: 0, to: 7 }])).toBe(true);
      });
      expect((await stores.watermarks.read(name)).toString()).toBe('orders@abcd1234-0.2:7');
    });

    it('do not move from where they are not: a zombie is fenced', async () => {
      const name = randomUUID();
      const move = (from: number, to: number) =>
        inTransaction(async (tx) => {
          await stores.watermarks.lock(tx, name, 'orders', 'abcd1234-0', [3]);
          return stores.watermarks.advance(tx, name, 'orders', [{ shard: 3, from, to }]);
        });
      expect([await move(0, 5), await move(0, 6), await move(5, 6)]).toEqual([true, false, true]);
    });

    it('stay where they were after a rollback', async () => {
      const name = randomUUID();
      const failed = inTransaction(async (tx) => {
        await stores.watermarks.lock(tx, name, 'orders', 'abcd1234-0', [0]);
        await stores.watermarks.advance(tx, name, 'orders', [{ shard: 0, from: 0, to: 5 }]);
        throw new Error('no');
      });
      await expect(failed).rejects.toThrow('no');
      expect((await stores.watermarks.read(name)).isEmpty).toBe(true);
    });
  });

  describe('due work', () => {
    const work = (owner: string, key: string, afterMs = 0) => ({
      kind: 'deadline' as const,
      owner,
      key,
      name: 'payment',
      payload: { n: 1 },
      afterMs,
    });

    it('is taken when due, in order, and gone when removed in the same transaction', async () => {
      const owner = randomUUID();
      let told = 0;
      const stop = stores.dueWork.onAdded(() => told++);
      await inTransaction((tx) => stores.dueWork.add(tx, [work(owner, 'b'), work(owner, 'a'), work(owner, 'later', 60_000)]));
      stop();
      expect(told).toBe(1);
      const taken = await inTransaction(async (tx) => {
        const items = await stores.dueWork.takeDue(tx, 'deadline', owner, 10);
        await stores.dueWork.remove(
          items.map(({ id }) => id),
          tx,
        );
        return items;
      });
      expect(taken.map(({ key, payload, attempts }) => ({ key, payload, attempts }))).toEqual([
        { key: 'b', payload: { n: 1 }, attempts: 0 },
        { key: 'a', payload: { n: 1 }, attempts: 0 },
      ]);
      const next = await stores.dueWork.nextDueInMs('deadline', owner);
      expect(next).toBeGreaterThan(50_000);
      expect(await stores.dueWork.nextDueInMs('effect', owner)).toBeUndefined();
    });

    it('is not added, nor removed, by a transaction that is rolled back', async () => {
      const owner = randomUUID();
      await inTransaction((tx) => stores.dueWork.add(tx, [work(owner, 'kept')]));
      await inTransaction(async (tx) => {
        await stores.dueWork.add(tx, [work(owner, 'never')]);
        await stores.dueWork.remove(
          (await stores.dueWork.takeDue(tx, 'deadline', owner, 1)).map(({ id }) => id),
          tx,
        );
        throw new Error('no');
      }).catch(() => undefined);
      const keys = await inTransaction(async (tx) => (await stores.dueWork.takeDue(tx, 'deadline', owner, 9)).map(({ key }) => key));
      expect(keys).toEqual(['kept']);
    });

    it('cancels deadlines by key and name', async () => {
      const owner = randomUUID();
      await inTransaction((tx) => stores.dueWork.add(tx, [work(owner, 'a'), work(owner, 'b')]));
      await inTransaction((tx) =>
        stores.dueWork.cancel(tx, owner, [
          { key: 'a', name: 'payment' },
          { key: 'b', name: 'dispatch' },
        ]),
      );
      expect(await inTransaction(async (tx) => (await stores.dueWork.takeDue(tx, 'deadline', owner, 9)).map(({ key }) => key))).toEqual([
        'b',
      ]);
    });

    it('is hidden while claimed, counts attempts, and comes back when postponed', async () => {
      const owner = randomUUID();
      await inTransaction((tx) => stores.dueWork.add(tx, [{ ...work(owner, 'a'), kind: 'effect' }]));
      const [claimed] = await stores.dueWork.claim('effect', owner, 5, 60_000);
      expect(claimed).toMatchObject({ key: 'a', attempts: 1 });
      expect(await stores.dueWork.claim('effect', owner, 5, 60_000)).toEqual([]);
      await stores.dueWork.postpone(claimed!.id, 0, 'the acquirer is away');
      expect(await stores.dueWork.claim('effect', owner, 5, 60_000)).toMatchObject([{ attempts: 2 }]);
    });
  });

  describe('parked keys', () => {
    it('are found among others, listed with what waits, and go when unparked', async () => {
      const subscription = randomUUID();
      await inTransaction((tx) => stores.parked.park(tx, subscription, 'summary', 'order-1', 'broke\u0000'));
      await inTransaction((tx) =>
        stores.dueWork.add(tx, [{ kind: 'parked', owner: `${subscription}/summary`, key: 'order-1', name: 'X', payload: {}, afterMs: 0 }]),
      );
      const keys = ['order-1', 'order-2'].map((key) => ({ consumer: 'summary', key }));
      const among = () => inTransaction((tx) => stores.parked.among(tx, subscription, keys));
      expect((await among()).map(({ key }) => key)).toEqual(['order-1']);
      const listed = (await stores.parked.list(1000, 0)).find((parked) => parked.subscription === subscription)!;
      expect(listed).toMatchObject({ consumer: 'summary', key: 'order-1', attempts: 1, waiting: 1 });
      await inTransaction((tx) => stores.parked.failedAgain(tx, listed.id, 'again'));
      expect(await inTransaction((tx) => stores.parked.lock(tx, listed.id))).toMatchObject({ attempts: 2, error: 'again' });
      await inTransaction((tx) => stores.parked.unpark(tx, listed.id));
      expect(await among()).toEqual([]);
      expect(await inTransaction((tx) => stores.parked.lock(tx, listed.id))).toBeUndefined();
    });
  });

  describe('shard leases', () => {
    it('are shared fairly by the live instances, and given back', async () => {
      const [one, two] = [randomUUID(), randomUUID()];
      expect((await stores.leases.renew(one, 16, 60_000)).size).toBe(16);
      expect((await stores.leases.renew(two, 16, 60_000)).size).toBe(0);
      const kept = await stores.leases.renew(one, 16, 60_000);
      const gained = await stores.leases.renew(two, 16, 60_000);
      expect([kept.size, gained.size]).toEqual([8, 8]);
      expect([...kept].some((shard) => gained.has(shard))).toBe(false);
      await stores.leases.release(one);
      expect((await stores.leases.renew(two, 16, 60_000)).size).toBe(16);
      await stores.leases.release(two);
    });

    it('are taken over when they run out', async () => {
      const [dead, alive] = [randomUUID(), randomUUID()];
      await stores.leases.renew(dead, 4, 1);
      const before = Date.now();
      while (Date.now() - before < 5) await new Promise(setImmediate); // the lease is one millisecond long
      expect((await stores.leases.renew(alive, 4, 60_000)).size).toBe(4);
      await stores.leases.release(alive);
    });
  });
});
