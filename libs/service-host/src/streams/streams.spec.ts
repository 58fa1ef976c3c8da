import { declareEvents, streamId } from '@millrace/decider';
import { InMemoryEventStore, InMemoryTransactor } from '@millrace/event-store';
import { randomUUID } from 'node:crypto';
import { EventStreams } from './event-streams.js';
import { ServerSentEvents } from './server-sent-events.js';
import { StreamWatcher } from './stream-watcher.js';

describe('open streams', () => {
  it('are few: of a client, and of all', async () => {
    const streams = new EventStreams({ atMost: 3, perClient: 2 });
    const first = streams.begin('ada');
    streams.begin('ada');
    expect(() => streams.begin('ada')).toThrow(expect.objectContaining({ status: 429, code: 'streams.too-many-of-client' }));
    streams.begin(undefined);
    expect(() => streams.begin('bob')).toThrow(expect.objectContaining({ status: 503, code: 'streams.too-many' }));
    first.destroy();
    await new Promise((resolve) => first.once('close', resolve));
    expect(streams.begin('ada').destroyed).toBe(false);
  });

  it('end when the process stops, and none begins then', () => {
    const streams = new EventStreams();
    const stream = streams.begin(undefined);
    streams.end();
    expect(stream.writableEnded).toBe(true);
    expect(() => streams.begin(undefined)).toThrow(expect.objectContaining({ status: 503 }));
  });
});

describe('server-sent events', () => {
  it('are written as the standard says, with a sign of life in between', async () => {
    const body = new EventStreams().begin(undefined);
    let text = '';
    const alive = new Promise<void>((resolve) => {
      body.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.endsWith(': still there\n\n')) resolve();
      });
    });
    const events = new ServerSentEvents(body, { heartbeatMs: 5 });
    events.send({ id: 'orders@a-1.0:7', event: 'order', data: { text: 'two\nlines' } });
    await alive;
    events.end();
    events.send({ id: 'late', event: 'order', data: {} });
    expect(text.replace(/(: still there\n\n)+$/, '')).toBe(
      'retry: 1000\n\nid: orders@a-1.0:7\nevent: order\ndata: {"text":"two\\nlines"}\n\n',
    );
  });

  it('break off for a client that does not read', () => {
    const body = new EventStreams().begin(undefined);
    const events = new ServerSentEvents(body);
    for (let i = 0; i < 300 && !body.destroyed; i++) events.send({ id: String(i), event: 'order', data: 'x'.repeat(1_000) });
    expect(body.destroyed).toBe(true);
  });
});

describe('a watcher of streams', () => {
  const store = new InMemoryEventStore({
    service: 'orders',
    catalogue: declareEvents({ Counted: { schemaVersion: 1, published: true } }),
    transactor: new InMemoryTransactor(),
    now: Date.now,
  });
  const append = (key: string) => {
    const commandId = randomUUID();
    const metadata = { correlationId: 'c', causationId: 'c', commandId, hlc: '0' };
    const event = { eventId: randomUUID(), type: 'Counted', data: {}, metadata };
    return store.append([{ commandId, streams: [{ streamId: streamId('order', key), expected: 'any', events: [event] }] }]);
  };
  const fail = (error: unknown): never => {
    throw error;
  };
  const collected = (watcher: StreamWatcher, key: string, after: number, count: number) => {
    const versions: number[] = [];
    return new Promise<number[]>((resolve) => {
      const stop = watcher.watch(streamId('order', key), after, (events) => {
        versions.push(...events.map(({ version }) => version));
        if (versions.length < count) return;
        stop();
        resolve(versions);
      });
    });
  };

  it('tells each event once and in order, to each who watches, from where each has come', async () => {
    const watcher = new StreamWatcher({ store, onError: fail, everyMs: 60_000 });
    await append('a');
    const told = Promise.all([collected(watcher, 'a', 0, 4), collected(watcher, 'a', 1, 3), collected(watcher, 'b', 0, 1)]);
    for (const key of ['a', 'b', 'a', 'a']) await append(key);
    expect(await told).toEqual([[1, 2, 3, 4], [2, 3, 4], [1]]);
  });

  it('sees what another copy has appended, of which nobody tells it', async () => {
    const deaf = { load: store.load.bind(store), shards: store.shards, onAppended: () => () => undefined };
    const told = collected(new StreamWatcher({ store: deaf, onError: fail, everyMs: 1 }), 'c', 0, 2);
    await append('c');
    await append('c');
    expect(await told).toEqual([1, 2]);
  });

  it('asks nobody while nothing is watched', async () => {
    let asked = 0;
    const counting = {
      shards: store.shards,
      onAppended: store.onAppended.bind(store),
      load: (...args: Parameters<typeof store.load>) => (asked++, store.load(...args)),
    };
    const watcher = new StreamWatcher({ store: counting, onError: fail, everyMs: 1 });
    await append('d');
    await collected(watcher, 'd', 0, 1);
    const before = asked;
    await append('d');
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(before);
  });
});
