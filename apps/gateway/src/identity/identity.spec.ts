import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DevIssuer } from '@millrace/launch/dev-issuer.mjs';
import { openHost, type RunningHost } from '@millrace/service-host';
import { FakeService } from '../fake-service.js';
import { gateway } from '../gateway.js';

const internal = 'internal-token-of-specs';
const mine = '0198b0c2-0000-7000-8000-000000000001';
const theirs = '0198b0c2-0000-7000-8000-000000000002';
const away = '0198b0c2-0000-7000-8000-000000000003';

let issuer: DevIssuer;
let services: FakeService;
let host: RunningHost;

const environment = (more: Record<string, string> = {}) => {
  const names = ['ORDERS', 'INVENTORY', 'PAYMENTS', 'SHIPPING'];
  const urls = Object.fromEntries(names.map((name) => [`${name}_URL`, services.url]));
  return { ...urls, PORT: '0', LOG_LEVEL: 'silent', INTERNAL_TOKEN: internal, ...more };
};

beforeAll(async () => {
  [issuer, services] = await Promise.all([new DevIssuer().start(), new FakeService().start()]);
  host = await openHost(gateway, environment(issuer.environment));
});
afterAll(async () => {
  await host.drain();
  await Promise.all([issuer.stop(), services.stop()]);
});
beforeEach(() => {
  services.asked.length = 0;
  services.answer = ({ url }) => {
    if (url === `/api/orders/${away}`) return { status: 503 };
    if (url === `/api/orders/${mine}`) return { body: { customerId: 'ada' } };
    return url === `/api/orders/${theirs}`
      ? { body: { customerId: 'bob' } }
      : { status: url.startsWith('/api/orders/') ? 404 : 200, body: {} };
  };
});

const at = (path: string, token?: string, init: RequestInit = {}) =>
  fetch(host.url + path, { ...init, headers: { ...init.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) } });
const problemAt = async (path: string, token?: string, init?: RequestInit) => {
  const response = await at(path, token, init);
  const { code } = (await response.json()) as { code: string };
  return { status: response.status, code, headers: response.headers };
};
const tokenOf = (sub: string, roles: string[], more: object = {}) => issuer.token({ sub, roles, ...more });
const seconds = (fromNow: number) => Math.floor(Date.now() / 1000) + fromNow;
const last = () => services.asked.at(-1)!;

describe('a token', () => {
  it('is needed, except for pages and probes', async () => {
    const missing = await problemAt('/api/orders');
    expect([missing.status, missing.code, missing.headers.get('www-authenticate')]).toEqual([401, 'token.missing', 'Bearer']);
    expect(missing.headers.get('trace-id')).toMatch(/^[0-9a-f]{32}$/);
    for (const path of ['/', '/api/docs', '/api/openapi.json', '/health/live'])
      expect([path, (await at(path)).status]).toEqual([path, 200]);
  });

  it('that is good says who asks, to services; nothing a client says of itself does', async () => {
    const headers = { 'millrace-actor': 'root', 'millrace-customer': 'bob' };
    expect((await at('/api/shipments', await tokenOf('cleo', ['clerk']), { headers })).status).toBe(200);
    expect(last().headers).toMatchObject({ 'millrace-actor': 'cleo', authorization: `Bearer ${internal}` });
    expect(last().headers).not.toHaveProperty('millrace-customer');
  });

  it.each<[string, () => Promise<string> | string, string]>([
    ['for another audience', () => tokenOf('ada', ['customer'], { aud: 'bank' }), 'token.invalid'],
    ['of another issuer', () => tokenOf('ada', ['customer'], { iss: 'https://elsewhere.example.org' }), 'token.invalid'],
    ['that has expired', () => tokenOf('ada', ['customer'], { exp: seconds(-30) }), 'token.expired'],
    ['that never expires', () => tokenOf('ada', ['customer'], { exp: undefined }), 'token.invalid'],
    ['that is not good yet', () => tokenOf('ada', ['customer'], { nbf: seconds(30) }), 'token.invalid'],
    ['without a subject', () => issuer.token({ roles: ['operator'] }), 'token.invalid'],
    ['whose subject cannot be a name', () => tokenOf('two words', ['customer']), 'token.invalid'],
    ['without a signature', () => unsigned({ sub: 'ada', roles: ['operator'] }), 'token.invalid'],
    ['signed with a key of somebody else', () => forged(), 'token.invalid'],
    ['whose claims were changed', () => changed(), 'token.invalid'],
    ['that is none', () => 'nonsense', 'token.invalid'],
  ])('%s is refused', async (_, make, code) => {
    const refused = await problemAt('/api/orders', await make());
    expect([refused.status, refused.code]).toEqual([401, code]);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
    expect(services.asked).toEqual([]);
  });

  it('may be some seconds off, as clocks are', async () => {
    for (const claims of [{ exp: seconds(-2) }, { nbf: seconds(3) }])
      expect((await at('/api/orders', await tokenOf('ada', ['customer'], claims))).status).toBe(200);
  });

  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const unsigned = (claims: object) =>
    `${encoded({ alg: 'none' })}.${encoded({ iss: issuer.url, aud: 'millrace', exp: seconds(60), ...claims })}.`;
  const forged = async () => {
    const other = new DevIssuer();
    await other.rotateKeys();
    return other.token({ iss: issuer.url, sub: 'ada', roles: ['operator'] });
  };
  const changed = async () => {
    const [header, , signature] = (await tokenOf('ada', ['customer'])).split('.');
    return `${header}.${encoded({ iss: issuer.url, aud: 'millrace', exp: seconds(60), sub: 'ada', roles: ['operator'] })}.${signature}`;
  };
});

describe('an issuer', () => {
  it('that begins to use a new key is asked for it', async () => {
    const own = await new DevIssuer().start();
    const edge = await openHost(
      gateway,
      environment({ AUTH_AUDIENCE: 'millrace', AUTH_ISSUER: own.url, AUTH_JWKS_URI: `${own.url}/jwks.json` }),
    );
    const asked = async () =>
      (
        await fetch(`${edge.url}/api/orders`, {
          headers: { authorization: `Bearer ${await own.token({ sub: 'ada', roles: ['customer'] })}` },
        })
      ).status;
    const before = await asked();
    await own.rotateKeys();
    expect([before, await asked()]).toEqual([200, 200]);
    await edge.drain();
    await own.stop();
  });

  it('that is away is our trouble, not the client’s: 503, and not 401', async () => {
    const own = await new DevIssuer().start();
    const edge = await openHost(gateway, environment(own.environment));
    const headers = { authorization: `Bearer ${await own.token({ sub: 'ada', roles: ['customer'] })}` };
    await own.stop();
    const response = await fetch(`${edge.url}/api/orders`, { headers });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toMatchObject({ code: 'identity.unavailable' });
    expect((await fetch(`${edge.url}/health/live`, { headers })).status).toBe(200);
    await edge.drain();
  });
});

describe('a customer', () => {
  let ada: string;
  beforeAll(async () => void (ada = await tokenOf('ada', ['customer'])));

  it('sees its own orders, and what belongs to them, as itself', async () => {
    for (const path of [
      `/api/orders/${mine}`,
      `/api/payments/${mine}`,
      `/api/payments?orderId=${mine}`,
      `/api/shipments?orderId=${mine}`,
      '/api/orders',
    ]) {
      expect([path, (await at(path, ada)).status]).toEqual([path, 200]);
      expect(last()).toMatchObject({ url: path, headers: { 'millrace-customer': 'ada', 'millrace-actor': 'ada' } });
    }
  });

  it.each([
    `/api/orders/ID`,
    `/api/orders/ID/journey`,
    `/api/orders/ID/stream`,
    `/api/payments/ID`,
    `/api/payments?orderId=ID`,
    `/api/shipments/ID`,
  ])('cannot tell an order of somebody else from none at %s', async (path) => {
    const answerAt = async (id: string) => {
      const body = (await (await at(path.replace('ID', id), ada)).json()) as Record<string, string>;
      return JSON.stringify({ ...body, traceId: '' }).replaceAll(id, 'ID');
    };
    const [other, none] = [await answerAt(theirs), await answerAt('0198b0c2-0000-7000-8000-00000000ffff')];
    expect(other).toBe(none);
    expect(JSON.parse(other)).toMatchObject({ status: 404, code: 'order.unknown' });
    expect(services.asked.filter(({ url }) => !url.startsWith('/api/orders/'))).toEqual([]);
  });

  it('cancels only its own', async () => {
    const cancel = (id: string) =>
      problemAt(`/api/orders/${id}/cancel`, ada, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
    expect((await cancel(theirs)).status).toBe(404);
    expect(services.asked.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('must say which order where a list is not made of orders, and only once', async () => {
    for (const path of ['/api/shipments', `/api/payments?orderId=${mine}&orderId=${theirs}`])
      expect(await problemAt(path, ada)).toMatchObject({ status: 400, code: 'order.unnamed' });
    expect(services.asked).toEqual([]);
  });

  it('is asked to try again while nobody can say whose the order is, and orders seen before are still known', async () => {
    expect(await problemAt(`/api/payments/${away}`, ada)).toMatchObject({ status: 503, code: 'service.away' });
    expect((await at(`/api/payments/${mine}`, ada)).status).toBe(200);
  }, 10_000);

  it('does not do what others do', async () => {
    for (const path of ['/api/ledger/accounts', '/api/operations/orders/parked'])
      expect(await problemAt(path, ada)).toMatchObject({ status: 403, code: 'request.forbidden' });
    expect(services.asked).toEqual([]);
  });
});

describe('an operator', () => {
  it('skips what is parked under its own name', async () => {
    services.answer = () => ({ body: { status: 'flowing' } });
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'skip-7' },
      body: JSON.stringify({ reason: 'broken' }),
    };
    const response = await at('/api/operations/orders/parked/7/skip', await tokenOf('otto', ['operator']), init);
    expect([response.status, await response.json()]).toEqual([200, { status: 'flowing' }]);
    expect(last()).toMatchObject({
      url: '/internal/parked/7/skip',
      body: '{"reason":"broken"}',
      headers: { 'millrace-actor': 'otto', 'idempotency-key': 'skip-7' },
    });
  });

  it('is told what the service refuses, and that a service does not exist', async () => {
    services.answer = () => ({ status: 404, body: { code: 'parked.unknown', detail: 'Nothing is parked under 9.' } });
    const otto = await tokenOf('otto', ['operator']);
    expect(await problemAt('/api/operations/orders/parked/9/retry', otto, { method: 'POST' })).toMatchObject({
      status: 404,
      code: 'parked.unknown',
    });
    expect(await problemAt('/api/operations/billing/parked', otto)).toMatchObject({ status: 404, code: 'service.unknown' });
  });
});

describe('without identity', () => {
  it.each([
    [{ HOST: '0.0.0.0' }, /^AUTH_ISSUER is missing: whoever reaches 0\.0\.0\.0 could do everything .*HOST=127\.0\.0\.1/],
    [{ AUTH_ISSUER: 'https://login.example.org' }, /^AUTH_AUDIENCE is missing/],
    [
      { AUTH_ISSUER: 'https://login.example.org', AUTH_AUDIENCE: 'millrace', INTERNAL_TOKEN: '' },
      /^INTERNAL_TOKEN is missing: services believe/,
    ],
  ])('it does not start with %j', async (more, why) => {
    await expect(openHost(gateway, environment(more))).rejects.toThrow(why);
  });

  it('everybody may everything, on this machine only, and services are told nobody’s name', async () => {
    const edge = await openHost(gateway, environment());
    expect((await fetch(`${edge.url}/api/shipments`, { headers: { authorization: 'Bearer whatever' } })).status).toBe(200);
    expect(last().headers).not.toHaveProperty('millrace-actor');
    await edge.drain();
  });
});
