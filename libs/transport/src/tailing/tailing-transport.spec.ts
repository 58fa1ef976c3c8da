import { describe, expect, it } from '@jest/globals';
import type { Batch, ConsumeRequest, PublishedLog } from '../transport.js';
import { VersionVector } from '@millrace/decider';
import { DivergedError } from '../errors.js';
import type { Scheduler } from '../scheduler.js';
import { TailingTransport } from './tailing-transport.js';

/** Time that passes when the test says so. */
class ManualTime implements Scheduler {
  private time = 0;
  private readonly timers = new Set<{ readonly at: number; readonly action: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, action: () => void): () => void {
    const timer = { at: this.time + ms, action };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets `ms` pass, timer by timer; between them everything that is ready runs. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (;;) {
      const next = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = next.at;
      this.timers.delete(next);
      next.action();
      await settled();
    }
    this.time = end;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const batch = (shard: number, after: number, upTo: number, generation = 'log-1'): Batch => ({
  source: 'notes',
  generation,
  shard,
  after,
  upTo,
  events: [],
});

const setUp = (overrides: Partial<PublishedLog> & { reply?: () => readonly Batch[]; paceMs?: number } = {}) => {
  const time = new ManualTime();
  const seen = {
    readAt: [] as number[],
    errors: [] as [string, number][],
    delivered: [] as number[],
    hint: () => undefined as void,
    asked: [] as number[],
  };
  const held = { shards: [0, 1, 7], changed: () => undefined as void };
  const hold = (...shards: number[]): void => {
    held.shards = shards;
    held.changed();
  };
  const log: PublishedLog = {
    service: 'notes',
    describe: async () => ({ generation: 'log-1', shards: 2 }),
    read: async () => {
      seen.readAt.push(time.now());
      return overrides.reply?.() ?? [];
    },
    heads: async () => VersionVector.empty,
    onAppended: (hint) => {
      seen.hint = hint;
      return () => undefined;
    },
    close: async () => undefined,
    ...overrides,
  };
  const request: ConsumeRequest = {
    source: 'notes',
    group: 'readers',
    assignment: {
      shards: () => new Set(held.shards),
      onChange: (changed) => {
        held.changed = changed;
        return () => undefined;
      },
    },
    positions: async (shards) => {
      seen.asked.push(...shards);
      return new Map();
    },
    deliver: async (batches) => {
      seen.delivered.push(...batches.map(({ shard }) => shard));
      return batches.map(({ shard, upTo }) => ({ shard, after: upTo }));
    },
    onError: (error, retryInMs) => seen.errors.push([(error as Error).name, retryInMs]),
  };
  const transport = new TailingTransport({
    name: 'test',
    logs: [log],
    scheduler: time,
    random: () => 0.5,
    times: { paceMs: overrides.paceMs ?? 0 },
  });
  return { time, seen, transport, request, hold };
};

describe('TailingTransport', () => {
  it('looks less and less often while nothing comes, up to once a second', async () => {
    const { time, seen, transport, request } = setUp();
    transport.consume(request);
    await time.pass(10_000);
    const waits = seen.readAt.slice(1).map((at, index) => at - seen.readAt[index]!);
    expect(waits.slice(0, 10)).toEqual([4, 8, 16, 32, 64, 128, 256, 512, 1_000, 1_000]);
    expect(Math.max(...waits)).toBe(1_000);
  });

  it('looks at once on a hint, and often again after it', async () => {
    const { time, seen, transport, request } = setUp();
    transport.consume(request);
    await time.pass(10_500);
    const before = seen.readAt.length;
    seen.hint();
    await time.pass(20);
    expect(seen.readAt.slice(before)).toEqual([10_500, 10_504, 10_512]);
  });

  it('does not lose a hint that comes during a read', async () => {
    const { time, seen, transport, request } = setUp({ reply: () => (seen.readAt.length === 5 && seen.hint(), []) });
    transport.consume(request);
    await time.pass(1_000);
    expect(seen.readAt[5]).toBe(seen.readAt[4]);
  });

  it('passes over shards the source does not have', async () => {
    const asked: number[] = [];
    const { time, transport, request } = setUp({ read: async (cursors) => (asked.push(...cursors.map(({ shard }) => shard)), []) });
    transport.consume(request);
    await time.pass(1);
    expect(asked).toEqual([0, 1]);
  });

  it('drops what was read of a shard that is lost meanwhile, though it was gained again', async () => {
    let reads = 0;
    const { time, seen, transport, request, hold } = setUp({
      read: async () => {
        if (++reads > 1) return [];
        hold(1);
        hold(0, 1);
        return [batch(0, 0, 3), batch(1, 0, 3)];
      },
    });
    transport.consume(request);
    await time.pass(1);
    expect([seen.delivered, seen.asked]).toEqual([[1], [0, 1, 0]]);
  });

  it('backs off while the log cannot be read, whatever the hints, from 50 ms to 5 s', async () => {
    let reads = 0;
    const { time, seen, transport, request } = setUp({
      read: async () => {
        reads++;
        seen.hint();
        throw new Error('away');
      },
    });
    transport.consume(request);
    await time.pass(60_000);
    expect(seen.errors.slice(0, 4)).toEqual([
      ['Error', 37.5],
      ['Error', 75],
      ['Error', 150],
      ['Error', 300],
    ]);
    expect(seen.errors.at(-1)).toEqual(['Error', 3_750]);
    expect(reads).toBeLessThan(30);
  });

  it('gives up on a read that hangs, says so, and tries again', async () => {
    let reads = 0;
    const { time, seen, transport, request } = setUp({ read: () => (++reads === 1 ? new Promise(() => undefined) : Promise.resolve([])) });
    transport.consume(request);
    await time.pass(31_000);
    expect(seen.errors).toEqual([['LogTimedOut', 37.5]]);
    expect(reads).toBeGreaterThan(1);
  });

  it('stops in bounded time though a read hangs', async () => {
    const { time, transport, request } = setUp({ read: () => new Promise(() => undefined) });
    const consumption = transport.consume(request);
    await time.pass(100);
    let stopped = false;
    void consumption.stop().then(() => (stopped = true));
    await time.pass(2_001);
    expect(stopped).toBe(true);
  });

  it('delivers nothing of a read that ends after stop', async () => {
    let answer: (batches: readonly Batch[]) => void = () => undefined;
    const { time, seen, transport, request } = setUp({ read: () => new Promise((resolve) => (answer = resolve)) });
    const consumption = transport.consume(request);
    await time.pass(1);
    const stopping = consumption.stop();
    answer([batch(0, 0, 3)]);
    await stopping;
    expect([seen.delivered, seen.errors]).toEqual([[], []]);
  });

  it('ends loudly when the log says it has diverged', async () => {
    let reads = 0;
    const { time, seen, transport, request } = setUp({
      read: async () => {
        reads++;
        throw new DivergedError('notes', 'test');
      },
    });
    const consumption = transport.consume(request);
    await time.pass(60_000);
    expect(seen.errors).toEqual([['DivergedError', Infinity]]);
    expect(reads).toBe(1);
    await consumption.stop();
  });

  it('ends loudly when batches are suddenly of another generation', async () => {
    const { time, seen, transport, request } = setUp({
      reply: () => (seen.readAt.length === 1 ? [batch(0, 0, 3)] : seen.readAt.length === 4 ? [batch(0, 3, 4, 'log-2')] : []),
    });
    transport.consume(request);
    await time.pass(60_000);
    expect(seen.errors).toEqual([['DivergedError', Infinity]]);
    expect([seen.delivered, seen.readAt.length]).toEqual([[0], 4]);
  });

  it('ends loudly when the consumer says it has diverged', async () => {
    const { time, seen, transport, request } = setUp({ reply: () => [batch(0, 0, 3)] });
    transport.consume({
      ...request,
      deliver: async () => {
        throw new DivergedError('notes', 'applied was another generation');
      },
    });
    await time.pass(60_000);
    expect(seen.errors).toEqual([['DivergedError', Infinity]]);
  });

  it('closes its consumptions, then its logs', async () => {
    const closed: string[] = [];
    const { time, transport, request } = setUp({ close: async () => void closed.push('log') });
    transport.consume({ ...request, deliver: async () => [] });
    await time.pass(5);
    await transport.close();
    expect(closed).toEqual(['log']);
    expect(() => new TailingTransport({ name: 'two', logs: [transport.log('notes'), transport.log('notes')] })).toThrow(
      /two logs of notes/,
    );
  });

  it('lets what follows closely share a delivery, and does not delay the first', async () => {
    let after = 0;
    const { time, seen, transport, request } = setUp({ paceMs: 10, reply: () => [batch(0, after, ++after)] });
    transport.consume(request);
    await time.pass(45);
    expect(seen.readAt).toEqual([0, 10, 20, 30, 40]);
    expect(seen.delivered).toHaveLength(5);
  });

  it('covers every shard of a source that has more of them than are shared out', async () => {
    const { time, seen, transport, request } = setUp({ describe: async () => ({ generation: 'log-1', shards: 5 }) });
    transport.consume({ ...request, assignment: { ...request.assignment, total: 2, shards: () => new Set([1]) } });
    await time.pass(1);
    expect(seen.asked).toEqual([1, 3]);
  });
});
