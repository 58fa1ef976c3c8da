import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AppendOutcome, AppendRequest, EventStore, ExpectedVersion } from '../event-store.js';
import { freshStream, noting, request } from './contract-log.js';

/** `guess` is added to the version the model knows: 0 fits, others conflict. */
interface Step {
  readonly stream: number;
  readonly guess: number | 'any' | 'none';
  readonly events: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.nat(3),
  guess: fc.oneof({ weight: 6, arbitrary: fc.constant<Step['guess']>(0) }, fc.constantFrom<Step['guess'][]>(1, -1, 'any', 'none')),
  events: fc.nat(2),
});
const planned = fc.record({
  steps: fc.uniqueArray(step, { selector: ({ stream }) => stream, minLength: 1, maxLength: 3 }),
  poison: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
});
const calls = fc.array(fc.array(planned, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });

/** The port's description as the plainest program we could write. */
class Model {
  readonly versions = new Map<string, number>();

  call(requests: readonly AppendRequest[], poisoned: readonly boolean[]): object[] {
    const failed = new Set<string>();
    return requests.map(({ streams }, index) => {
      const fits = streams.every(({ streamId, expected }) => !failed.has(streamId) && this.holds(streamId, expected));
      if (fits && !poisoned[index])
        for (const { streamId, events } of streams) this.versions.set(streamId, this.version(streamId) + events.length);
      else for (const { streamId } of streams) failed.add(streamId);
      const versions = new Map(streams.map(({ streamId }) => [streamId, this.version(streamId)]));
      return poisoned[index] ? { kind: 'refused' } : fits ? { kind: 'appended', versions } : { kind: 'conflict', actual: versions };
    });
  }

  version(streamId: string): number {
    return this.versions.get(streamId) ?? 0;
  }

  private holds(streamId: string, expected: ExpectedVersion): boolean {
    return expected === 'any' || this.version(streamId) === (expected === 'none' ? 0 : expected);
  }
}

export const modelContract = (store: () => EventStore): void => {
  it('does what the plainest model does, over any calls', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async (plans) => {
        const [model, streams] = [new Model(), Array.from({ length: 4 }, freshStream)];
        for (const plan of plans) {
          const { requests, poisoned } = build(plan, streams, model);
          const expected = model.call(requests, poisoned);
          expect((await store().append(requests)).map(withoutEvents)).toEqual(expected);
        }
        const loaded = await store().load(streams.map((streamId) => ({ streamId })));
        for (const [streamId, { version, events }] of loaded) {
          expect(version).toBe(model.version(streamId));
          expect(events.map((event) => event.version)).toEqual(Array.from({ length: version }, (_, index) => index + 1));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has no gaps and no repetitions in any shard afterwards', async () => {
    const cursors = Array.from({ length: store().shards }, (_, shard) => ({ shard, after: 0 }));
    const next = new Array<number>(store().shards).fill(1);
    for (const { shard, position } of await store().read(cursors, 100_000)) expect(position).toBe(next[shard]!++);
    expect(Math.max(...next)).toBeGreaterThan(10);
  });
};

/** Guesses are made on the assumption that everything before in the call fits, as group decide does. */
const build = (plan: readonly { steps: readonly Step[]; poison: boolean }[], streams: readonly string[], model: Model) => {
  const assumed = new Map(streams.map((streamId) => [streamId, model.version(streamId)]));
  const requests = plan.map(({ steps, poison }): AppendRequest => {
    if (poison) return poisonOn(streams[steps[0]!.stream]!);
    return request(
      ...steps.map(({ stream, guess, events }) => {
        const [streamId, now] = [streams[stream]!, assumed.get(streams[stream]!)!];
        assumed.set(streamId, now + events);
        return [streamId, typeof guess === 'number' ? Math.max(0, now + guess) : guess, events] as const;
      }),
    );
  });
  return { requests, poisoned: plan.map(({ poison }) => poison) };
};

const poisonOn = (streamId: string): AppendRequest => noting('\0', streamId, 'any');

const withoutEvents = (outcome: AppendOutcome): object =>
  outcome.kind === 'appended'
    ? { kind: outcome.kind, versions: outcome.versions }
    : outcome.kind === 'conflict'
      ? { kind: outcome.kind, actual: outcome.actual }
      : { kind: outcome.kind };
