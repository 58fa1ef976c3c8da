import type { Projection, Recorded } from '@millrace/decider';
import { CommandExecutor, HybridLogicalClock, InMemoryEventStore, insideTransaction, InMemoryTransactor } from '@millrace/event-store';
import { createDataSource, createPool, PostgresTransactor, runMigrations, tableShapeOf } from '@millrace/postgres';
import {
  CreateSubscriptions1764000000001,
  ParkedKeys,
  PostgresDueWork,
  PostgresParkedStore,
  PostgresWatermarks,
  SubscriptionRunner,
} from '@millrace/subscriptions';
import { createTestDatabase, type TestDatabase } from '@millrace/testbed';
import type { Batch, Transport } from '@millrace/transport';
import type { Pool } from 'pg';
import { Column, type DataSource, Entity, type MigrationInterface, PrimaryColumn, type QueryRunner } from 'typeorm';
import { PostgresDocumentTable, projectionConsumer } from './index.js';

@Entity({ name: 'totals' })
class TotalEntity {
  @PrimaryColumn('text')
  id: string;

  @Column('bigint', { name: 'total_amount' })
  total: number;

  @Column('jsonb', { nullable: true })
  labels: string[] | null;
}

class CreateTotals1764100000000 implements MigrationInterface {
  readonly name = 'CreateTotals1764100000000';

  async up(session: QueryRunner): Promise<void> {
    await session.query(`
      CREATE TABLE totals (id text COLLATE "C" PRIMARY KEY, total_amount bigint NOT NULL, labels jsonb);
      DO $$ BEGIN EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON totals TO %I', current_database() || '_runtime'); END $$;
    `);
  }

  async down(session: QueryRunner): Promise<void> {
    await session.query('DROP TABLE totals');
  }
}

/** What the fold cannot take, for as long as it says so. */
const poison = { by: -1 };

type Added = { type: 'Added'; data: { id: string; by: number } };
const totals: Projection<TotalEntity, Added> = {
  name: 'totals',
  version: 1,
  keys: { Added: ({ data }) => data.id },
  evolve: (document, { data }, id) => {
    if (data.by === poison.by) throw new Error('poison');
    return data.by === 0
      ? undefined
      : { id, total: (document?.total ?? 0) + data.by, labels: [...(document?.labels ?? []), `+${data.by}`] };
  },
};

const generation = 'abcd1234-0';
const added = (shard: number, position: number, id: string, by: number): Recorded => ({
  type: 'Added',
  data: { id, by },
  service: 'orders',
  generation,
  shard,
  position,
  streamId: `order-${id}`,
  version: position,
  eventId: '00000000-0000-4000-8000-000000000000',
  schemaVersion: 1,
  published: true,
  metadata: { correlationId: id, causationId: 'c', commandId: 'c', hlc: '' },
  recordedAt: '2026-01-01T00:00:00Z',
});
const batch = (shard: number, after: number, events: readonly Recorded[]): Batch => ({
  source: 'orders',
  generation,
  shard,
  after,
  upTo: after + events.length,
  events,
});

describe('projections on PostgreSQL', () => {
  let database: TestDatabase;
  let pool: Pool;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    await runMigrations({
      ownerUrl: database.ownerUrl,
      migrations: [CreateSubscriptions1764000000001, CreateTotals1764100000000],
      lockName: 'spec',
    });
    pool = createPool({ url: database.runtimeUrl, max: 8, applicationName: 'spec', connectTimeoutMs: 30_000 });
    dataSource = await createDataSource({
      url: database.runtimeUrl,
      max: 2,
      applicationName: 'spec',
      entities: [TotalEntity],
    }).initialize();
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await pool?.end();
    await database?.drop();
  });

  /** Two of these with one name are two copies of a service. */
  const copyOf = (name: string): SubscriptionRunner => parkable(name).runner;
  const parkable = (name: string) => {
    const memory = new InMemoryTransactor();
    const store = new InMemoryEventStore({ service: 'unused', catalogue: {}, transactor: memory, now: () => 0 });
    const transactor = new PostgresTransactor(pool, {
      around: insideTransaction,
      commitUnknown: (cause) => new Error('unknown', { cause }),
    });
    const dueWork = new PostgresDueWork(pool);
    const consumers = [projectionConsumer(totals, new PostgresDocumentTable(tableShapeOf(dataSource, TotalEntity)))];
    const subscription = { name, sources: ['orders'], consumers };
    const executor = new CommandExecutor({ store, transactor: memory, now: () => 0, newId: () => '' });
    const parked = new PostgresParkedStore(pool);
    const runner = new SubscriptionRunner(subscription, {
      transactor,
      executor,
      transport: {} as Transport,
      assignment: { shards: () => new Set(), onChange: () => () => undefined },
      watermarks: new PostgresWatermarks(pool),
      dueWork,
      parked,
      clock: new HybridLogicalClock(() => 0),
      onError: () => undefined,
      maxAttempts: 1,
    });
    return { runner, keys: new ParkedKeys([subscription], { transactor, executor, dueWork, parked }) };
  };
  const find = (id: string) => dataSource.getRepository(TotalEntity).findOneBy({ id });

  it('keeps documents as rows that TypeORM reads, changes them and removes them', async () => {
    const runner = copyOf('rows');
    await runner.deliver('orders', [batch(0, 0, [added(0, 1, "it's", 5), added(0, 2, 'gone', 1), added(0, 3, "it's", 2)])]);
    expect(await find("it's")).toEqual({ id: "it's", total: 7, labels: ['+5', '+2'] });
    await runner.deliver('orders', [batch(0, 3, [added(0, 4, 'gone', 0), added(0, 5, "it's", 1)])]);
    expect(await find("it's")).toMatchObject({ total: 8 });
    expect(await find('gone')).toBeNull();
  });

  it('loses no update when two partitions fold into one document, also one that does not exist yet', async () => {
    const [one, two] = [copyOf('two-partitions'), copyOf('two-partitions')];
    for (let round = 0; round < 10; round++) {
      const id = `shared-${round}`;
      await Promise.all([
        one.deliver('orders', [batch(1, round * 2, [added(1, round * 2 + 1, id, 1), added(1, round * 2 + 2, id, 10)])]),
        two.deliver('orders', [batch(2, round * 2, [added(2, round * 2 + 1, id, 100), added(2, round * 2 + 2, id, 1_000)])]),
      ]);
      expect(await find(id)).toMatchObject({ total: 1_111 });
    }
  });

  it('applies a batch once when two copies both believe that the shard is theirs', async () => {
    const copies = [copyOf('zombie'), copyOf('zombie'), copyOf('zombie')];
    const events = Array.from({ length: 50 }, (_, index) => added(3, index + 1, 'contested', 1));
    const deliveries = await Promise.allSettled(copies.map((copy) => copy.deliver('orders', [batch(3, 0, events)])));
    expect(deliveries.every(({ status }) => status === 'fulfilled')).toBe(true); // the later ones found it applied
    expect(await find('contested')).toMatchObject({ total: 50 });
  });

  it('does not deadlock when copies touch the same documents in opposite order', async () => {
    const [one, two] = [copyOf('orders-of-locks'), copyOf('orders-of-locks')];
    const ids = Array.from({ length: 40 }, (_, index) => `lock-${index}`);
    await Promise.all([
      one.deliver('orders', [
        batch(
          4,
          0,
          ids.map((id, index) => added(4, index + 1, id, 1)),
        ),
      ]),
      two.deliver('orders', [
        batch(
          5,
          0,
          [...ids].reverse().map((id, index) => added(5, index + 1, id, 1)),
        ),
      ]),
    ]);
    for (const id of ids) expect(await find(id)).toMatchObject({ total: 2 });
  });

  it('parks the document that fails, keeps its inputs in order, and drains them while others go on', async () => {
    const { runner, keys } = parkable('parking');
    await runner.deliver('orders', [batch(6, 0, [added(6, 1, 'sick', 1), added(6, 2, 'sick', -1), added(6, 3, 'well', 1)])]);
    await runner.deliver('orders', [batch(6, 3, [added(6, 4, 'sick', 5), added(6, 5, 'well', 1)])]);
    expect(await find('well')).toMatchObject({ total: 2 });
    expect(await find('sick')).toBeNull();
    const [parked] = await keys.list(10);
    expect(parked).toMatchObject({
      subscription: 'parking',
      consumer: 'totals',
      key: 'sick',
      waiting: 3,
      error: expect.stringContaining('poison') as string,
    });
    expect(await keys.retry(parked!.id)).toBe('still-failing');

    poison.by = NaN;
    const meanwhile = runner.deliver('orders', [batch(6, 5, [added(6, 6, 'sick', 10)])]);
    expect(await keys.retry(parked!.id)).toBe('flowing');
    await meanwhile;
    const left = await keys.list(10);
    if (left.length > 0) expect(await keys.retry(left[0]!.id)).toBe('flowing'); // the delivery queued behind the key just before it drained
    expect(await find('sick')).toMatchObject({ total: 15, labels: ['+1', '+-1', '+5', '+10'] });
    expect(await keys.list(10)).toEqual([]);
  });
});
