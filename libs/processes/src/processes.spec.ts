import { type Decider, type DomainEvent, type Process, type Recorded, tell } from '@millrace/decider';
import { CommandExecutor, HybridLogicalClock, InMemoryEventStore, InMemoryTransactor } from '@millrace/event-store';
import { InMemoryDueWork, InMemoryParkedStore, InMemoryWatermarks, type Subscription, SubscriptionRunner } from '@millrace/subscriptions';
import type { Transport } from '@millrace/transport';
import { DeadlineRunner, policyConsumer, processConsumer } from './index.js';

type Asked = { type: 'Asked'; data: { id: string } };
type Answered = { type: 'Answered'; data: { id: string } };
type Own = { type: 'Waited' | 'Ended' | 'GaveUp'; data: { id: string } };

/** Waits for an answer, for a minute. */
const patience: Process<Asked | Answered, 'new' | 'waiting' | 'ended', Own, 'patience'> = {
  name: 'patience',
  inputs: { Asked: (event) => event.data.id, Answered: (event) => event.data.id },
  initial: 'new',
  evolve: (_, event) => (event.type === 'Waited' ? 'waiting' : 'ended'),
  react: (input, state) => {
    if (input.type === 'Asked') return state === 'new' ? [{ type: 'Waited', data: input.data }] : [];
    if (state !== 'waiting') return [];
    return input.type === 'Answered' ? [{ type: 'Ended', data: input.data }] : [{ type: 'GaveUp', data: { id: input.data.key } }];
  },
  deadlines: (event) => (event.type === 'Waited' ? [{ arm: 'patience', afterMs: 60_000 }] : [{ disarm: 'patience' }]),
};

const answering: Decider<{ id: string }, boolean, DomainEvent> = {
  name: 'answer',
  initial: false,
  evolve: () => true,
  decide: ({ id }, done) => (done ? [] : [{ type: 'Replied', data: { id } }]),
};

let ids = 0;
const newId = (): string => `00000000-0000-4000-8000-${(++ids).toString(16).padStart(12, '0')}`;
let positions = 0;
const recorded = (event: DomainEvent, id: string): Recorded => ({
  ...event,
  service: 'elsewhere',
  generation: 'abcd1234-0',
  shard: 0,
  position: ++positions,
  streamId: `question-${id}`,
  version: 1,
  eventId: newId(),
  schemaVersion: 1,
  published: true,
  metadata: { correlationId: id, causationId: 'c', commandId: 'c', hlc: '', traceparent: '00-trace' },
  recordedAt: '2026-01-01T00:00:00Z',
});

const setUp = (consumersOf: (dueWork: InMemoryDueWork) => Subscription['consumers']) => {
  let now = 0;
  positions = 0;
  const transactor = new InMemoryTransactor();
  const declared = { schemaVersion: 1, published: true };
  const catalogue = { Waited: declared, Ended: declared, GaveUp: declared, Replied: declared };
  const store = new InMemoryEventStore({ service: 'mine', catalogue, transactor, now: () => now });
  const executor = new CommandExecutor({ store, transactor, now: () => now, newId });
  const dueWork = new InMemoryDueWork(() => now);
  const parked = new InMemoryParkedStore(dueWork, () => now);
  const onError = (error: unknown): never => {
    throw error;
  };
  const runner = new SubscriptionRunner(
    { name: 'spec', sources: ['elsewhere'], consumers: consumersOf(dueWork) },
    {
      transactor,
      executor,
      transport: {} as Transport,
      assignment: { shards: () => new Set(), onChange: () => () => undefined },
      watermarks: new InMemoryWatermarks(),
      dueWork,
      parked,
      clock: new HybridLogicalClock(() => now),
      onError: (_, error) => onError(error),
    },
  );
  const deliver = (...events: Recorded[]) =>
    runner.deliver('elsewhere', [
      { source: 'elsewhere', generation: 'abcd1234-0', shard: 0, after: events[0]!.position - 1, upTo: events.at(-1)!.position, events },
    ]);
  const streamOf = async (id: string) => (await store.load([{ streamId: id }])).get(id)?.events ?? [];
  return { deliver, streamOf, dueWork, transactor, executor, parked, onError, advance: (ms: number) => (now += ms) };
};

/** Runs the deadlines until one was delivered, or found nothing due. */
const oneRound = async (runner: DeadlineRunner): Promise<void> => {
  runner.start();
  await runner.stop();
};

describe('a process', () => {
  const asked = (id: string) => recorded({ type: 'Asked', data: { id } }, id);
  const answered = (id: string) => recorded({ type: 'Answered', data: { id } }, id);
  const setUpProcess = () => {
    const made: { consumer?: ReturnType<typeof processConsumer> } = {};
    const system = setUp((dueWork) => [(made.consumer = processConsumer(patience, dueWork))]);
    return { ...system, deadlines: () => new DeadlineRunner('spec', made.consumer!, system) };
  };

  it('records its reactions in its own stream, with where they come from', async () => {
    const { deliver, streamOf } = setUpProcess();
    const cause = asked('q1');
    await deliver(cause);
    expect(await streamOf('patience-q1')).toMatchObject([
      {
        type: 'Waited',
        metadata: { correlationId: 'q1', causationId: cause.eventId, traceparent: '00-trace', after: 'elsewhere@abcd1234-0.0:1' },
      },
    ]);
  });

  it('reaches its deadline when nobody answers, once', async () => {
    const { deliver, streamOf, deadlines, advance } = setUpProcess();
    await deliver(asked('q1'));
    advance(59_999);
    await oneRound(deadlines());
    expect((await streamOf('patience-q1')).map(({ type }) => type)).toEqual(['Waited']);
    advance(1);
    await oneRound(deadlines());
    await oneRound(deadlines());
    const [waited, gaveUp, ...more] = await streamOf('patience-q1');
    expect(more).toEqual([]);
    expect(gaveUp).toMatchObject({ type: 'GaveUp', metadata: { correlationId: 'q1', causationId: waited!.eventId } });
  });

  it('disarms the deadline of what ended in time, also within one batch', async () => {
    const { deliver, dueWork, streamOf } = setUpProcess();
    await deliver(asked('q1'), answered('q1'), asked('q2'));
    await deliver(answered('q2'));
    expect(await dueWork.nextDueInMs('deadline', 'patience')).toBeUndefined();
    expect((await streamOf('patience-q1')).map(({ type }) => type)).toEqual(['Waited', 'Ended']);
  });
});

describe('a policy', () => {
  it('runs its command once per event, and passes over what does not concern it', async () => {
    const policy = {
      name: 'answers',
      on: {
        Asked: (event: Recorded<Asked>) => (event.data.id === 'skip' ? undefined : tell(answering, `answer-${event.data.id}`, event.data)),
      },
    };
    const { deliver, streamOf } = setUp(() => [policyConsumer<Asked>(policy)]);
    const event = recorded({ type: 'Asked', data: { id: 'q1' } }, 'q1');
    await deliver(event, recorded({ type: 'Asked', data: { id: 'skip' } }, 'skip'));
    await deliver(event);
    expect(await streamOf('answer-q1')).toMatchObject([
      { type: 'Replied', metadata: { causationId: event.eventId, commandId: `answers:${event.eventId}` } },
    ]);
    expect(await streamOf('answer-skip')).toEqual([]);
  });
});
