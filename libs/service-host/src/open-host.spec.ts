import { randomUUID } from 'node:crypto';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { afterEach, describe, expect, it } from '@jest/globals';
import { InMemoryEventStore, InMemoryTransactor, type EventStore } from '@millrace/event-store';
import { declareEvents } from '@millrace/decider';
import { EVENT_STORE, NotReady, openHost, type Composition, type RunningHost, type ServiceRuntime } from './index.js';

const releases: (() => void)[] = [];

@Controller('slow')
class SlowController {
  @Get()
  slow(): Promise<string> {
    return new Promise((resolve) => releases.push(() => resolve('done')));
  }
}

@Controller('api/service')
class StoreController {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  @Get()
  name(): { service: string } {
    return { service: this.store.service };
  }
}

@Module({ controllers: [SlowController] })
class SlowModule {}
@Module({ controllers: [StoreController] })
class StoreModule {}

const hosts: RunningHost[] = [];
afterEach(async () => {
  for (const release of releases.splice(0)) release();
  for (const host of hosts.splice(0)) await host.drain();
});
const open = async (composition: Composition, environment: Record<string, string> = {}): Promise<RunningHost> => {
  const host = await openHost({ name: 'orders', compose: () => composition }, { LOG_LEVEL: 'silent', ...environment });
  hosts.push(host);
  return host;
};
const statusOf = async (url: string): Promise<number> => (await fetch(url, { headers: { connection: 'close' } })).status;

describe('health', () => {
  it('is live and started, and ready as long as every check is', async () => {
    let failure: Error | undefined;
    const check = async () => {
      if (failure) throw failure;
      return { lag: 0 };
    };
    const { url } = await open({ module: SlowModule, checks: [{ name: 'database', check }] });
    expect(await Promise.all(['live', 'started', 'ready'].map((probe) => statusOf(`${url}/health/${probe}`)))).toEqual([200, 200, 200]);
    failure = new Error('connect postgres://user:secret@host');
    const response = await fetch(`${url}/health/ready`);
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'not-ready', checks: [{ name: 'database', ok: false, detail: 'failed' }] },
    ]);
    failure = new NotReady('behind by 7');
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ checks: [{ detail: 'behind by 7' }] });
  });
});

describe('draining', () => {
  it('lets what is in flight end, takes nothing new, then stops the rest, once', async () => {
    const order: string[] = [];
    const host = await open({ module: SlowModule, onStop: async () => void order.push('stopped') });
    const slow = fetch(`${host.url}/slow`).then(async (response) => [await response.text(), response.headers.get('connection')]);
    while (releases.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const drained = Promise.all([host.drain(), host.drain()]);
    await expect(fetch(`${host.url}/slow`)).rejects.toThrow();
    expect(order).toEqual([]);
    releases.splice(0).forEach((release) => release());
    expect(await slow).toEqual(['done', 'close']);
    await drained;
    expect(order).toEqual(['stopped']);
  });
});

describe('starting', () => {
  it('says which variable changes a port that is taken, and leaves nothing open', async () => {
    const { port } = await open({ module: SlowModule });
    let stopped = false;
    const second = open({ module: SlowModule, onStop: async () => void (stopped = true) }, { PORT: String(port) });
    await expect(second).rejects.toThrow(
      `port ${port} on 127.0.0.1 is taken by another program: stop it, or set PORT to a free port (0 for any)`,
    );
    expect(stopped).toBe(true);
  });

  it('without INTERNAL_TOKEN only listens where nobody else is', async () => {
    await expect(open({ module: SlowModule }, { HOST: '0.0.0.0' })).rejects.toThrow(/^INTERNAL_TOKEN is missing/);
  });
});

describe('a service with a log', () => {
  const runtime = (): ServiceRuntime => {
    const transactor = new InMemoryTransactor();
    const store = new InMemoryEventStore({
      service: 'orders',
      catalogue: declareEvents({ Placed: { schemaVersion: 1, published: true } }),
      transactor,
      now: Date.now,
    });
    const parkedKeys = {
      list: async (limit: number, afterId = 0) =>
        [1, 2, 3]
          .filter((id) => id > afterId)
          .slice(0, limit)
          .map((id) => ({ id })),
      retry: async (id: number) => (id === 1 ? ('flowing' as const) : ('not-parked' as const)),
      skip: async (_id: number, reason: string, by: string) =>
        reason === 'broken' && by === 'ada' ? ('still-failing' as const) : ('flowing' as const),
    };
    const watermarks = { waitFor: () => Promise.resolve(true) };
    return {
      service: 'orders',
      store,
      transactor,
      watermarks,
      parkedKeys,
      executor: undefined as never,
      now: Date.now,
      newId: () => 'id',
      checks: [],
      stop: async () => undefined,
    };
  };
  const token = 'a-token-for-the-specs';
  const authorization = `Bearer ${token}`;

  it('answers only who knows the token, except probes and its document', async () => {
    const { url } = await open({ module: StoreModule, runtime: runtime() }, { INTERNAL_TOKEN: token });
    for (const path of ['/api/service', '/internal/parked', '/nowhere', '/health/other']) {
      const response = await fetch(url + path, { headers: { authorization: 'Bearer wrong' } });
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    }
    expect(await Promise.all(['/health/ready', '/openapi.json'].map((path) => statusOf(url + path)))).toEqual([200, 200]);
    expect(await (await fetch(`${url}/api/service`, { headers: { authorization } })).json()).toEqual({ service: 'orders' });
  });

  it('tells the journey of a correlation id from its log', async () => {
    const parts = runtime();
    const eventId = randomUUID();
    const metadata = { correlationId: 'o-1', causationId: 'request', commandId: 'c', hlc: '0', after: 'payments@b-1.0:3' };
    await parts.store.append([
      {
        commandId: 'c',
        streams: [{ streamId: 'order-1', expected: 'none', events: [{ eventId, type: 'Placed', data: { a: 1 }, metadata }] }],
      },
    ]);
    const { url } = await open({ module: StoreModule, runtime: parts });
    const { events } = (await (await fetch(`${url}/internal/journey/o-1`)).json()) as { events: object[] };
    expect(events).toEqual([
      expect.objectContaining({
        service: 'orders',
        streamId: 'order-1',
        version: 1,
        type: 'Placed',
        data: { a: 1 },
        causationId: 'request',
        eventId,
        after: 'payments@b-1.0:3',
      }),
    ]);
  });

  it('lists, retries and skips what is parked', async () => {
    const { url } = await open({ module: StoreModule, runtime: runtime() }, { INTERNAL_TOKEN: token });
    const ask = async (path: string, init: RequestInit = {}) =>
      (await fetch(`${url}/internal/parked${path}`, { ...init, headers: { authorization, ...init.headers } })).json();
    const first = (await ask('?limit=2')) as { items: unknown; nextCursor: string };
    expect(first.items).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await ask(`?limit=2&cursor=${first.nextCursor}`)).toEqual({ items: [{ id: 3 }], nextCursor: null });
    const post = (path: string, body?: object, headers: Record<string, string> = { 'millrace-actor': 'ada' }) =>
      ask(`/${path}`, {
        method: 'POST',
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }),
      });
    expect(await post('1/retry')).toEqual({ status: 'flowing' });
    expect(await post('9/retry')).toMatchObject({ status: 404, code: 'parked.unknown' });
    expect(await post('x/retry')).toMatchObject({ status: 400 });
    expect(await post('1/skip', {})).toMatchObject({ status: 400 });
    expect(await post('1/skip', { reason: 'broken' })).toEqual({ status: 'still-failing' });
    expect(await post('1/skip', { reason: 'broken' }, {})).toEqual({ status: 'flowing' });
  });

  it('believes who is said to ask only with the token, and a bound that cannot be read is refused', async () => {
    const { url } = await open({ module: StoreModule, runtime: runtime() });
    const skip = await fetch(`${url}/internal/parked/1/skip`, {
      method: 'POST',
      body: JSON.stringify({ reason: 'broken' }),
      headers: { 'content-type': 'application/json', 'millrace-actor': 'ada' },
    });
    expect(await skip.json()).toEqual({ status: 'flowing' });
    const bound = await fetch(`${url}/api/service`, { headers: { 'millrace-customer': 'two words' } });
    expect(await bound.json()).toMatchObject({ status: 400, code: 'request.malformed' });
  });

  it('refuses a token of another installation before it does anything', async () => {
    const { url } = await open({ module: StoreModule, runtime: runtime() });
    const response = await fetch(`${url}/api/service`, { headers: { 'consistency-token': 'orders@elsewhere-1.0:1' } });
    expect(await response.json()).toMatchObject({ status: 400, code: 'consistency-token.invalid' });
  });
});
