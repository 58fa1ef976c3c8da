import { type Decider, type DomainEvent, type Recorded, single, VersionVector } from '@millrace/decider';
import {
  CommandExecutor,
  type CommandContext,
  HybridLogicalClock,
  InMemoryEventStore,
  InMemoryTransactor,
  type InMemoryTransaction,
} from '@millrace/event-store';
import { type Batch, type ConsumeRequest, DivergedError, type Transport } from '@millrace/transport';
import {
  type Consumer,
  Fenced,
  InMemoryDueWork,
  InMemoryParkedStore,
  InMemoryWatermarks,
  KeyFailed,
  ParkedKeys,
  SubscriptionRunner,
  type Subscription,
} from './index.js';

const generation = 'abcd1234-0';
let ids = 0;
const newId = (): string => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`;

const happened = (position: number, key: string, type = 'Happened', shard = 0): Recorded => ({
  service: 'orders',
  generation,
  shard,
  position,
  streamId: `order-${key}`,
  version: position,
  eventId: newId(),
  type,
  data: { key },
  schemaVersion: 1,
  published: true,
  metadata: { correlationId: key, causationId: 'c', commandId: 'c', hlc: '0000000000000000' },
  recordedAt: '2026-01-01T00:00:00Z',
});

const batch = (after: number, upTo: number, events: readonly Recorded[], shard = 0): Batch => ({
  source: 'orders',
  generation,
  shard,
  after,
  upTo,
  events,
});

const seen: Decider<DomainEvent, number, DomainEvent> = {
  name: 'seen',
  initial: 0,
  evolve: (n) => n + 1,
  decide: (input) => [{ type: 'Seen', data: input.data }],
};

const setUp = (transport = {} as Transport) => {
  const transactor = new InMemoryTransactor();
  const store = new InMemoryEventStore({
    service: 'mine',
    catalogue: { Seen: { schemaVersion: 1, published: true } },
    transactor,
    now: () => 0,
  });
  const executor = new CommandExecutor({ store, transactor, now: () => 0, newId });
  const dueWork = new InMemoryDueWork(() => 0);
  const parked = new InMemoryParkedStore(dueWork, () => 0);
  const watermarks = new InMemoryWatermarks();
  const applied: string[] = [];
  const broken = new Set<string>();
  /** Notes each input, with the transaction; fails for broken keys. */
  const noting: Consumer = {
    name: 'noting',
    types: new Set(['Happened']),
    keysOf: (event) => [(event.data as { key: string }).key],
    apply: (tx, inputs) => {
      for (const { key, event } of inputs) {
        if (broken.has(key)) return Promise.reject(new KeyFailed('noting', key, new Error('poison')));
        applied.push(`${key}@${event.position}`);
        (tx as InMemoryTransaction).onRollback(() => applied.pop());
      }
      return Promise.resolve([]);
    },
  };
  /** Appends an event of its own for each input. */
  const deciding: Consumer = {
    name: 'deciding',
    types: new Set(['Decide']),
    keysOf: (event) => [(event.data as { key: string }).key],
    apply: (_tx, inputs) =>
      Promise.resolve(
        inputs.map(({ key, event }) => {
          const context: CommandContext = { correlationId: key, causationId: event.eventId, commandId: event.eventId };
          return { key, decision: { decider: single(seen, `seen-${key}`) as never, streamIds: [`seen-${key}`], command: event, context } };
        }),
      ),
  };
  const subscription: Subscription = { name: 'spec', sources: ['orders'], consumers: [noting, deciding] };
  const errors: string[] = [];
  const runner = new SubscriptionRunner(subscription, {
    transactor,
    executor,
    transport, // `deliver` is called by hand
    assignment: { shards: () => new Set(), onChange: () => () => undefined },
    watermarks,
    dueWork,
    parked,
    clock: new HybridLogicalClock(() => 0),
    onError: (_, error) => errors.push(String(error)),
    maxAttempts: 2,
  });
  const keys = new ParkedKeys([subscription], { transactor, executor, dueWork, parked });
  return { runner, applied, broken, store, watermarks, keys, parked, errors, transactor };
};

describe('SubscriptionRunner', () => {
  it('applies each event once, however often and however overlapping it is delivered', async () => {
    const { runner, applied } = setUp();
    const [one, two, three] = [happened(1, 'a'), happened(2, 'b'), happened(3, 'a')];
    await runner.deliver('orders', [batch(0, 2, [one, two])]);
    await runner.deliver('orders', [batch(0, 2, [one, two])]);
    expect(await runner.deliver('orders', [batch(0, 3, [one, two, three])])).toEqual([{ shard: 0, after: 3 }]);
    expect(applied).toEqual(['a@1', 'b@2', 'a@3']);
  });

  it('counts what came again, and only that', async () => {
    const { runner } = setUp();
    const events = [happened(1, 'a'), happened(2, 'b'), happened(3, 'a')];
    await runner.deliver('orders', [batch(0, 2, events.slice(0, 2))]);
    await runner.deliver('orders', [batch(0, 3, events)]);
    await runner.deliver('orders', [batch(5, 6, [])]); // a hole is no repeat
    expect(runner.progress.counts).toEqual({ batches: 2, duplicates: 2, fenced: 0, diverged: {} });
  });

  it('is fenced when another instance has moved the watermark, and nothing of its work stands', async () => {
    const { runner, applied, watermarks } = setUp();
    const { advance } = watermarks;
    watermarks.advance = () => Promise.resolve(false);
    await expect(runner.deliver('orders', [batch(0, 1, [happened(1, 'a')])])).rejects.toThrow(Fenced);
    watermarks.advance = advance;
    expect([applied, runner.progress.counts]).toEqual([[], { batches: 0, duplicates: 0, fenced: 1, diverged: {} }]);
  });

  it('takes a failure for the fence when another instance has done the work meanwhile, and for a failure otherwise', async () => {
    const { runner, watermarks } = setUp();
    const work = [batch(0, 1, [happened(1, 'a')])];
    const { advance, read } = watermarks;
    watermarks.advance = () => Promise.reject(new Error('connection terminated'));
    await expect(runner.deliver('orders', work)).rejects.toThrow('connection terminated');
    watermarks.read = () => Promise.resolve(VersionVector.of({ service: 'orders', generation, shard: 0, position: 1 }));
    await expect(runner.deliver('orders', work)).rejects.toThrow(Fenced);
    Object.assign(watermarks, { advance, read });
    expect(runner.progress.counts).toEqual({ batches: 0, duplicates: 0, fenced: 1, diverged: {} });
  });

  it('applies nothing of a batch that leaves a hole, and says where to go on', async () => {
    const { runner, applied } = setUp();
    expect(await runner.deliver('orders', [batch(5, 6, [happened(6, 'a')])])).toEqual([{ shard: 0, after: 0 }]);
    expect(applied).toEqual([]);
  });

  it('moves its watermark over places without events', async () => {
    const { runner, watermarks } = setUp();
    await runner.deliver('orders', [batch(0, 9, [])]);
    expect((await watermarks.read('spec')).position('orders', 0)).toBe(9);
  });

  it('stops at a log of another generation', async () => {
    const { runner } = setUp();
    await runner.deliver('orders', [batch(0, 1, [])]);
    await expect(runner.deliver('orders', [{ ...batch(1, 2, []), generation: 'abcd1234-1' }])).rejects.toThrow(DivergedError);
  });

  it('shows a source whose log has diverged', () => {
    let tell: ConsumeRequest['onError'] = () => undefined;
    const consume = ({ onError }: ConsumeRequest) => {
      tell = onError;
      return { stop: () => Promise.resolve() };
    };
    const { runner } = setUp({ consume } as unknown as Transport);
    runner.start();
    tell(new DivergedError('orders', 'its shard 3 ends at 7'), Infinity);
    expect(runner.progress.counts.diverged).toEqual({ orders: expect.stringContaining('its shard 3 ends at 7') as string });
  });

  it('appends what its consumers decide, with the watermark, once', async () => {
    const { runner, store } = setUp();
    const event = happened(1, 'a', 'Decide');
    await runner.deliver('orders', [batch(0, 1, [event])]);
    await runner.deliver('orders', [batch(0, 1, [event])]);
    expect((await store.load([{ streamId: 'seen-a' }])).get('seen-a')).toMatchObject({ version: 1 });
  });

  it('lets nothing of a failed transaction stand', async () => {
    const { runner, applied, broken, store, watermarks } = setUp();
    broken.add('b');
    const events = [happened(1, 'a'), happened(2, 'c', 'Decide'), happened(3, 'b')];
    await expect(runner.deliver('orders', [batch(0, 3, events)])).rejects.toThrow('poison');
    expect([applied, (await store.heads()).isEmpty, (await watermarks.read('spec')).isEmpty]).toEqual([[], true, true]);
  });

  it('parks the key that keeps failing, with its later inputs in order, and lets the others flow', async () => {
    const { runner, applied, broken, keys, errors } = setUp();
    broken.add('b');
    const first = [batch(0, 3, [happened(1, 'a'), happened(2, 'b'), happened(3, 'a')])];
    await expect(runner.deliver('orders', first)).rejects.toThrow('poison'); // tried again by the transport …
    await runner.deliver('orders', first); // … until it has failed often enough
    await runner.deliver('orders', [batch(3, 5, [happened(4, 'b'), happened(5, 'a')])]);
    expect(applied).toEqual(['a@1', 'a@3', 'a@5']);
    expect(await keys.list(10)).toMatchObject([{ subscription: 'spec', consumer: 'noting', key: 'b', waiting: 2 }]);
    expect(errors.join()).toMatch(/parked/);
  });

  it('parks it also when other shards and keys succeed in between', async () => {
    const { runner, applied, broken, keys } = setUp();
    broken.add('b');
    const poison = [batch(0, 1, [happened(1, 'b')])];
    await expect(runner.deliver('orders', poison)).rejects.toThrow('poison');
    await runner.deliver('orders', [batch(0, 1, [happened(1, 'a', 'Happened', 1)], 1)]);
    await runner.deliver('orders', poison);
    expect([applied, await keys.list(10)]).toMatchObject([['a@1'], [{ key: 'b' }]]);
  });

  it('forgets a failure that was overcome', async () => {
    const { runner, broken, keys } = setUp();
    for (let position = 1; position <= 3; position++) {
      broken.add('b');
      await expect(runner.deliver('orders', [batch(position - 1, position, [happened(position, 'b')])])).rejects.toThrow('poison');
      broken.clear();
      await runner.deliver('orders', [batch(position - 1, position, [happened(position, 'b')])]);
    }
    expect(await keys.list(10)).toEqual([]);
  });

  it('drains a parked key in order on retry, and lets it flow again', async () => {
    const { runner, applied, broken, keys } = setUp();
    broken.add('b');
    const poison = [batch(0, 2, [happened(1, 'b'), happened(2, 'b')])];
    await expect(runner.deliver('orders', poison)).rejects.toThrow();
    await runner.deliver('orders', poison);
    const { id } = (await keys.list(10))[0]!;
    expect(await keys.retry(id)).toBe('still-failing');
    expect(await keys.list(10)).toMatchObject([{ attempts: 2, waiting: 2 }]);
    broken.clear();
    expect(await keys.retry(id)).toBe('flowing');
    expect(await keys.retry(id)).toBe('not-parked');
    await runner.deliver('orders', [batch(2, 3, [happened(3, 'b')])]);
    expect(applied).toEqual(['b@1', 'b@2', 'b@3']);
  });

  it('skips only the input that failed, and keeps who said so and why', async () => {
    const { runner, applied, broken, keys, parked } = setUp();
    broken.add('b');
    const poison = [batch(0, 2, [happened(1, 'b'), happened(2, 'b')])];
    await expect(runner.deliver('orders', poison)).rejects.toThrow();
    await runner.deliver('orders', poison);
    broken.clear();
    const { id } = (await keys.list(10))[0]!;
    expect(await keys.skip(id, 'sent by mistake', 'ann')).toBe('flowing');
    expect(applied).toEqual(['b@2']);
    expect(parked.skips).toMatchObject([{ input: { position: 1 }, reason: 'sent by mistake', by: 'ann' }]);
  });

  it('answers a wait as soon as it has applied what was asked, and gives up in time', async () => {
    const { runner } = setUp();
    const wanted = VersionVector.of(
      { service: 'orders', generation, shard: 0, position: 2 },
      { service: 'elsewhere', generation: 'zzzz9999-0', shard: 0, position: 1 },
    );
    expect(await runner.waitFor(wanted, 1)).toBe(false);
    const waiting = runner.waitFor(wanted, 60_000);
    await runner.deliver('orders', [batch(0, 2, [])]);
    expect(await waiting).toBe(true);
  });
});
