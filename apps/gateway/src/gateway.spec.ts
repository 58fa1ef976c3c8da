import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openHost, type RunningHost } from '@millrace/service-host';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeService } from './fake-service.js';
import { gateway } from './gateway.js';
import { type ServiceName, serviceNames } from './services.js';

let fakes: Record<ServiceName, FakeService>;
let host: RunningHost;

beforeAll(async () => {
  const started = await Promise.all(serviceNames.map(async (name) => [name, await new FakeService().start()] as const));
  fakes = Object.fromEntries(started) as Record<ServiceName, FakeService>;
  const urls = Object.fromEntries(started.map(([name, { url }]) => [`${name.toUpperCase()}_URL`, url]));
  host = await openHost(gateway, { ...urls, PORT: '0', LOG_LEVEL: 'silent', INTERNAL_TOKEN: 'internal-token-of-specs' });
});
afterAll(async () => {
  await host.drain();
  await Promise.all(Object.values(fakes).map((fake) => fake.stop()));
});
beforeEach(() => {
  for (const fake of Object.values(fakes)) {
    fake.asked.length = 0;
    fake.answer = () => ({ body: {} });
  }
});

const json = { 'content-type': 'application/json' };
const ask = (path: string, init: RequestInit = {}) => fetch(host.url + path, init);

describe('the gateway', () => {
  it.each([
    ['/api/products/mug?x=1', 'inventory'],
    ['/api/orders', 'orders'],
    ['/api/payments?orderId=1', 'payments'],
    ['/api/ledger/accounts', 'payments'],
    ['/api/shipments/1', 'shipping'],
  ] as const)('routes %s to %s', async (path, service) => {
    expect((await ask(path)).status).toBe(200);
    expect(fakes[service].asked.map(({ url }) => url)).toEqual([path]);
  });

  it('passes on the body as it is, the headers of the API, its own token, and nothing else', async () => {
    fakes.orders.answer = () => ({
      status: 202,
      headers: { location: '/api/orders/1', 'consistency-token': 'orders@a-1.0:7', etag: '"1"', server: 'secret' },
      body: { ok: true },
    });
    fakes.payments.answer = () => ({ headers: { 'consistency-token': 'payments@b-1.0:3' } });
    const seen = (await ask('/api/ledger/accounts')).headers.get('consistency-token')!;
    expect(seen).toMatch(/^v1\.[\w-]{40,}$/);
    const headers = {
      ...json,
      'idempotency-key': 'k',
      'consistency-token': seen,
      authorization: 'Bearer mine',
      cookie: 'x=y',
      'millrace-actor': 'root',
    };
    const response = await ask('/api/orders', { method: 'POST', headers, body: '{ "a": 1.0 }' });
    expect(response.status).toBe(202);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: '/api/orders/1',
      etag: '"1"',
      'consistency-token': expect.stringMatching(/^v1\./),
    });
    await ask('/api/orders', { headers: { 'consistency-token': response.headers.get('consistency-token')! } });
    expect(fakes.orders.asked[1]!.headers['consistency-token']).toBe('orders@a-1.0:7,payments@b-1.0:3');
    expect(response.headers.has('server')).toBe(false);
    const [asked] = fakes.orders.asked;
    expect(asked).toMatchObject({
      method: 'POST',
      body: '{ "a": 1.0 }',
      headers: { 'idempotency-key': 'k', authorization: 'Bearer internal-token-of-specs', 'consistency-token': 'payments@b-1.0:3' },
    });
    expect(asked!.headers).not.toHaveProperty('cookie');
    expect(asked!.headers).not.toHaveProperty('millrace-actor');
    expect(asked!.headers['traceparent']).toContain(response.headers.get('trace-id'));
  });

  it('passes on problems, and says itself where the method is wrong', async () => {
    const type = 'application/problem+json';
    fakes.orders.answer = () => ({ status: 409, headers: { 'content-type': type }, body: { code: 'order.already-shipped' } });
    const refused = await ask('/api/orders/1/cancel', { method: 'POST', headers: json, body: '{}' });
    expect([refused.status, refused.headers.get('content-type'), await refused.json()]).toEqual([
      409,
      type,
      { code: 'order.already-shipped' },
    ]);
    const wrong = await ask('/api/orders', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('refuses what is too large, not JSON, unknown, or climbs out of its prefix, without asking anybody', async () => {
    const post = (body: string, headers: Record<string, string>) => ask('/api/orders', { method: 'POST', headers, body });
    expect(await (await post('x'.repeat(10_000_000), json)).json()).toMatchObject({ status: 413, code: 'body.too-large' });
    expect(await (await post('a=b', { 'content-type': 'text/plain' })).json()).toMatchObject({ status: 415 });
    expect(await (await ask('/internal/journey/1')).json()).toMatchObject({ status: 404, code: 'route.unknown' });
    expect(await (await ask('/api/ordersx')).json()).toMatchObject({ status: 404 });
    expect(await (await ask('/api/orders/..%2f..%2finternal%2fparked')).json()).toMatchObject({ status: 400 });
    for (const made of ['x', 'orders@a-1.0:999999999'])
      expect(await (await ask('/api/orders', { headers: { 'consistency-token': made } })).json()).toMatchObject({
        status: 400,
        code: 'consistency-token.invalid',
      });
    expect(Object.values(fakes).flatMap(({ asked }) => asked)).toEqual([]);
  });
});

describe('a service that is away', () => {
  afterEach(async () => void (await fakes.shipping.start()));

  it('is waited for while it restarts', async () => {
    await fakes.shipping.stop();
    setTimeout(() => void fakes.shipping.start(), 300);
    const response = await ask('/api/shipments/1/dispatch', { method: 'POST', headers: json, body: '{}' });
    expect(response.status).toBe(200);
  });

  it('is named when it stays away', async () => {
    await fakes.shipping.stop();
    const response = await ask('/api/shipments');
    expect(response.headers.get('retry-after')).toBe('2');
    expect(await response.json()).toMatchObject({ status: 503, code: 'service.away', service: 'shipping' });
  }, 10_000);

  it('is asked again after a lost answer only when that is safe', async () => {
    let times = 0;
    fakes.orders.answer = () => (++times % 2 === 1 ? 'break off' : { body: {} });
    expect((await ask('/api/orders', { method: 'POST', headers: { ...json, 'idempotency-key': 'k' }, body: '{}' })).status).toBe(200);
    const lost = await ask('/api/orders/1/cancel', { method: 'POST', headers: json, body: '{}' });
    expect(await lost.json()).toMatchObject({ status: 503, code: 'service.answer-lost', service: 'orders' });
    expect(times).toBe(3);
  });
});

describe('a journey', () => {
  const event = (service: string, eventId: string, causationId: string, hlc: string) => ({
    ...{
      service,
      streamId: `${service}-1`,
      version: 1,
      place: `${service}@a-1.0:1`,
      type: 'T',
      data: {},
      time: 't',
      after: '',
      published: false,
    },
    ...{ eventId, causationId, hlc },
  });

  it('is merged in causal order, and names who did not answer', async () => {
    fakes.orders.answer = () => ({ body: { events: [event('orders', 'a', 'request', '2')] } });
    fakes.inventory.answer = () => ({ body: { events: [event('inventory', 'b', 'a', '1')] } });
    fakes.payments.answer = () => ({ body: { events: [] } });
    fakes.shipping.answer = () => 'hang';
    const journey = (await (await ask('/api/orders/o%2F1/journey')).json()) as { events: object[]; missing: string[] };
    expect(journey.events).toMatchObject([
      { service: 'orders', stream: 'orders-1', version: 1, place: 'orders@a-1.0:1', cause: 'request', published: false },
      { service: 'inventory', cause: 'a' },
    ]);
    expect(journey.missing).toEqual(['shipping']);
    expect(fakes.orders.asked[0]!.url).toBe('/internal/journey/o%2F1');
  });

  it('that nobody knows is 404, but only when everybody answered', async () => {
    for (const fake of Object.values(fakes)) fake.answer = () => ({ body: { events: [] } });
    expect(await (await ask('/api/orders/1/journey')).json()).toMatchObject({ status: 404, code: 'journey.unknown' });
    fakes.payments.answer = () => ({ status: 500 });
    expect(await (await ask('/api/orders/1/journey')).json()).toEqual({ events: [], missing: ['payments'] });
  });
});

describe('what people and tools look at', () => {
  it('the merged document names its own and the services’ paths', async () => {
    fakes.orders.answer = () => ({ body: { paths: { '/api/orders': { get: { operationId: 'list' } } } } });
    fakes.shipping.answer = () => ({ status: 500 });
    const document = (await (await ask('/api/openapi.json')).json()) as { paths: object; 'x-missing': string[] };
    expect(Object.keys(document.paths)).toEqual([
      '/api/operations/{service}/parked',
      '/api/operations/{service}/parked/{id}/retry',
      '/api/operations/{service}/parked/{id}/skip',
      '/api/orders',
      '/api/orders/{orderId}/journey',
    ]);
    expect(document['x-missing']).toEqual(['shipping']);
  });

  it('a problem leads to a page about it, also for programs', async () => {
    const examples = { 'order.closed': { value: { detail: 'It is <closed>.' } } };
    const responses = { 409: { content: { 'application/problem+json': { examples } } } };
    fakes.orders.answer = () => ({ body: { paths: { '/api/orders': { post: { responses } } } } });
    const page = await ask('/problems/order.closed');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await page.text()).toContain('It is &lt;closed>.');
    expect(await (await ask('/problems/order.closed', { headers: { accept: 'application/json' } })).json()).toMatchObject({
      code: 'order.closed',
      status: 409,
      title: 'Order closed',
      operations: ['POST /api/orders'],
    });
    for (const own of ['service.away', 'route.unknown', 'problem.unknown']) {
      const { type } = (await (await ask(own === 'problem.unknown' ? '/problems/no.such' : '/nowhere')).json()) as { type: string };
      expect((await ask(own === 'service.away' ? '/problems/service.away' : type)).status).toBe(200);
    }
    fakes.orders.answer = () => ({ status: 500 });
    expect((await ask('/problems/order.closed')).status).toBe(503);
  });

  it('the pages come without anything from elsewhere', async () => {
    for (const path of ['/', '/api/docs']) {
      const response = await ask(path);
      expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await response.text()).not.toMatch(/https?:/);
    }
    for (const path of ['/api/docs/swagger-ui.css', '/api/docs/swagger-ui-bundle.js', '/api/docs/start.js'])
      expect((await ask(path)).status).toBe(200);
    expect((await ask('/api/docs/package.json')).status).toBe(404);
  });

  it('is ready when all services are', async () => {
    expect((await ask('/health/ready')).status).toBe(200);
    fakes.payments.answer = () => ({ status: 503 });
    const response = await ask('/health/ready');
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      status: 'not-ready',
      checks: expect.arrayContaining([{ name: 'payments', ok: false, detail: 'payments is not ready' }]),
    });
    expect((await ask('/health/live')).status).toBe(200);
  });
});

describe('a stream', () => {
  const first = 'retry: 1000\n\n';
  let opened: ServerResponse[];
  let asked: IncomingHttpHeaders[];
  let origin: Server;
  let edge: RunningHost;
  beforeEach(async () => {
    [opened, asked] = [[], []];
    origin = createServer((request, response) => {
      asked.push(request.headers);
      if (request.url === '/api/orders/none/stream') return void response.writeHead(404).end('{}');
      response.writeHead(200, { 'content-type': 'text/event-stream', 'consistency-token': 'orders@a-1.0:7' }).write(first);
      opened.push(response);
    });
    await new Promise<void>((resolve) => origin.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(origin.address() as AddressInfo).port}`;
    const urls = Object.fromEntries(serviceNames.map((name) => [`${name.toUpperCase()}_URL`, url]));
    edge = await openHost(gateway, { ...urls, PORT: '0', LOG_LEVEL: 'silent' });
  });
  afterEach(async () => {
    await edge.drain();
    origin.closeAllConnections();
    await new Promise((resolve) => origin.close(resolve));
  });
  const open = async (headers: Record<string, string> = {}, signal?: AbortSignal) => {
    const response = await fetch(`${edge.url}/api/orders/1/stream`, { headers, ...(signal && { signal }) });
    const reader = response.body!.getReader();
    const next = async () => Buffer.from((await reader.read()).value ?? []).toString();
    return { response, next };
  };

  it('comes through as it is written, and goes on from the last event', async () => {
    const { response, next } = await open({ 'last-event-id': 'orders@a-1.0:6' });
    expect([response.status, response.headers.get('content-type'), response.headers.get('consistency-token')]).toEqual([
      200,
      'text/event-stream',
      expect.stringMatching(/^v1\./),
    ]);
    expect(await next()).toBe(first);
    opened[0]!.write('data: 1\n\n');
    expect(await next()).toBe('data: 1\n\n');
    expect(asked[0]!['last-event-id']).toBe('orders@a-1.0:6');
    opened[0]!.end();
    expect(await next()).toBe('');
  });

  it('is closed towards the service when the client goes, and breaks off when the service does', async () => {
    const client = new AbortController();
    await open({}, client.signal);
    const gone = new Promise((resolve) => opened[0]!.once('close', resolve));
    client.abort();
    await gone;
    const { next } = await open();
    await next();
    opened[1]!.destroy();
    await expect(next()).rejects.toThrow();
  });

  it('is one of few of a client, and ends when the gateway stops', async () => {
    const ten = await Promise.all(Array.from({ length: 10 }, () => open()));
    expect(await (await fetch(`${edge.url}/api/orders/1/stream`)).json()).toMatchObject({
      status: 429,
      code: 'streams.too-many-of-client',
    });
    await Promise.all(ten.map(({ next }) => next()));
    const drained = edge.drain();
    expect(await Promise.all(ten.map(({ next }) => next()))).toEqual(ten.map(() => ''));
    await drained;
  });

  it('that is refused is refused', async () => {
    expect((await fetch(`${edge.url}/api/orders/none/stream`)).status).toBe(404);
  });
});
