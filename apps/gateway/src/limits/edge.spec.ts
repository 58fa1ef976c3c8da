import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { openHost, type RunningHost } from '@millrace/service-host';
import { once } from 'node:events';
import { connect } from 'node:net';
import { FakeService } from '../fake-service.js';
import { gateway } from '../gateway.js';

let services: FakeService;
const hosts: RunningHost[] = [];
beforeAll(async () => void (services = await new FakeService().start()));
afterAll(() => services.stop());
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.drain();
});

const open = async (more: Record<string, string> = {}): Promise<RunningHost> => {
  const urls = Object.fromEntries(['ORDERS', 'INVENTORY', 'PAYMENTS', 'SHIPPING'].map((name) => [`${name}_URL`, services.url]));
  const host = await openHost(gateway, { ...urls, PORT: '0', LOG_LEVEL: 'silent', INTERNAL_TOKEN: 'internal-token-of-specs', ...more });
  hosts.push(host);
  return host;
};

describe('the limit of requests', () => {
  it('tells what is left, refuses what is too much, and does not count probes', async () => {
    const { url } = await open({ RATE_LIMIT_PER_MINUTE: '2' });
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await fetch(`${url}/api/orders`));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers.map(({ headers }) => headers.get('ratelimit-policy'))).toEqual(Array(3).fill('"client";q=2;w=60'));
    expect(answers[0]!.headers.get('ratelimit')).toBe('"client";r=1;t=30');
    const { headers } = answers[2]!;
    expect(headers.get('ratelimit')).toMatch(/^"client";r=0;t=[1-6]\d$/);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(30);
    expect(await answers[2]!.json()).toMatchObject({ code: 'request.too-many' });
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
  });

  it('counts guesses at nothing, and is off while everybody is this machine', async () => {
    const limited = await open({ RATE_LIMIT_PER_MINUTE: '1' });
    const guesses = [await fetch(`${limited.url}/a`), await fetch(`${limited.url}/b`)];
    expect(guesses.map(({ status }) => status)).toEqual([404, 429]);
    expect((await fetch(`${(await open()).url}/api/orders`)).headers.has('ratelimit')).toBe(false);
  });
});

describe('browsers', () => {
  const origin = 'https://shop.example.org';
  const preflight = (url: string, from: string) =>
    fetch(`${url}/api/orders`, { method: 'OPTIONS', headers: { origin: from, 'access-control-request-method': 'POST' } });

  it('are told with every answer what they may do with it, and nothing of what we run', async () => {
    const { url } = await open();
    for (const path of ['/api/orders', '/nowhere', '/api/docs']) {
      const { headers } = await fetch(url + path);
      expect(Object.fromEntries(headers)).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'trace-id': expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      for (const name of ['server', 'x-powered-by', 'access-control-allow-origin']) expect(headers.has(name)).toBe(false);
    }
    expect((await fetch(`${url}/api/orders`)).headers.get('cache-control')).toBe('private, no-cache');
    expect((await fetch(`${url}/api/docs`)).headers.get('content-security-policy')).toContain("style-src 'self'");
    expect((await fetch(`${url}/api/docs/swagger-ui.css`)).headers.get('cache-control')).toContain('max-age=3600');
  });

  it('do not let pages of other origins use the API, unless the origin is named', async () => {
    const closed = await preflight((await open()).url, origin);
    expect([closed.status, closed.headers.get('access-control-allow-origin')]).toEqual([405, null]);
    const { url } = await open({ CORS_ORIGINS: `https://other.example.org, ${origin}` });
    const named = await preflight(url, origin);
    expect([named.status, named.headers.get('access-control-allow-origin')]).toEqual([204, origin]);
    expect(named.headers.get('access-control-allow-headers')).toContain('authorization');
    expect((await preflight(url, 'https://evil.example.org')).headers.has('access-control-allow-origin')).toBe(false);
    const { headers } = await fetch(`${url}/api/orders`, { headers: { origin } });
    expect([headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([origin, 'origin']);
    expect(headers.get('access-control-expose-headers')).toContain('consistency-token');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
  });

  it('an origin that is none is refused at the start', async () => {
    await expect(open({ CORS_ORIGINS: 'https://shop.example.org/path' })).rejects.toThrow(/CORS_ORIGINS .*must be origins such as/);
  });
});

describe('connections', () => {
  const answerTo = async (host: RunningHost, sent: string): Promise<string> => {
    const socket = connect(host.port, '127.0.0.1', () => socket.write(sent));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', () => undefined);
    await once(socket, 'close');
    return answer;
  };

  it('whose request does not come to an end are ended', async () => {
    const host = await open();
    // The times are those of every service; only shorter, so that the spec need not wait them out.
    Object.assign(host.app.getHttpServer(), { headersTimeout: 200, requestTimeout: 400 });
    expect(await answerTo(host, 'GET /api/orders HTTP/1.1\r\nhost: x\r\nx-slow: ')).toMatch(
      /^HTTP\/1.1 408 (.|\r\n)*"code":"request.timeout"/,
    );
    const body = 'POST /api/orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{';
    expect(await answerTo(host, body)).toMatch(/^HTTP\/1.1 408 /);
  }, 10_000);

  it('with more headers than fit are refused', async () => {
    expect(await answerTo(await open(), `GET / HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
  });

  it('above the bound are closed', async () => {
    const host = await open({ MAX_CONNECTIONS: '1' });
    const first = connect(host.port, '127.0.0.1');
    await once(first, 'connect');
    expect(await answerTo(host, 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n')).toBe('');
    first.destroy();
  });
});
