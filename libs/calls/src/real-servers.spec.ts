import { afterEach, describe, expect, it } from '@jest/globals';
import { KnownInstances, StaticDiscovery } from '@millrace/discovery';
import { type PolicyChoices, policyOf } from '@millrace/resilience';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Asked, HttpAsker, type ServiceAnswer, ServiceClient } from './index.js';
import { get, post } from './test/scripted.js';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0).reverse()) one.close();
});

const serve = async (listener: RequestListener, port = 0): Promise<{ server: Server; url: string; port: number; die(): void }> => {
  const server = createServer(listener).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const die = (): void => {
    server.closeAllConnections();
    server.close();
  };
  open.push({ close: die });
  const at = (server.address() as AddressInfo).port;
  return { server, url: `http://127.0.0.1:${at}`, port: at, die };
};
const clientOf = (urls: readonly string[], choices: PolicyChoices = {}): ServiceClient => {
  const instances = new StaticDiscovery({ orders: urls }).watch('orders');
  const client = new ServiceClient({ instances, policy: policyOf('orders', { patienceMs: 0, ...choices }), token: 'token' });
  open.push(client);
  return client;
};

/** Knows how many calls to a server are under way; closing it before would break them. */
class CountingAsker extends HttpAsker {
  private readonly counts = new Map<string, number>();

  underWay(url: string): number {
    return this.counts.get(new URL(url).href) ?? 0;
  }

  override async ask(base: URL, asked: Asked): Promise<ServiceAnswer> {
    const count = (by: number): unknown => this.counts.set(base.href, (this.counts.get(base.href) ?? 0) + by);
    count(1);
    try {
      return await super.ask(base, asked);
    } finally {
      count(-1);
    }
  }
}

describe('a client of real servers', () => {
  it('passes on headers, body, token, and every answer, over one connection', async () => {
    const connections = new Set<unknown>();
    const { url } = await serve((request, response) => {
      connections.add(request.socket);
      let body = '';
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          const { authorization, 'idempotency-key': k, 'x-request-timeout': left } = request.headers;
          response.writeHead(409, { etag: '"3"' }).end(JSON.stringify({ path: request.url, body, authorization, k, left }));
        });
    });
    const client = clientOf([`${url}/base`], { timeoutMs: 2_000 });
    for (let calls = 0; calls < 5; calls++) {
      const answer = await client.send({ ...post, path: '/x?y=1', headers: { 'idempotency-key': 'k' } });
      expect(answer).toMatchObject({ status: 409, headers: { etag: '"3"' } });
      const { left, ...seen } = JSON.parse(answer.body.toString()) as { left: string };
      expect(seen).toEqual({ path: '/base/x?y=1', body: '{}', authorization: 'Bearer token', k: 'k' });
      expect(Number(left)).toBeGreaterThan(0);
      expect(Number(left)).toBeLessThanOrEqual(2_000);
    }
    expect(connections.size).toBe(1);
  });

  it('goes elsewhere when an instance dies under load; only what was under way there is at risk', async () => {
    let served = 0;
    const dying: Awaited<ReturnType<typeof serve>> = await serve((_, response) => (++served === 20 ? dying.die() : response.end('a')));
    const other = await serve((_, response) => response.end('b'));
    const client = clientOf([dying.url, other.url]);
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        await new Promise((resolve) => setImmediate(resolve));
        return (await client.send({ ...get, path: `/${i}` })).status;
      }),
    );
    expect(statuses.every((status) => status === 200)).toBe(true);
    expect(client.state.instances.every(({ outstanding }) => outstanding === 0)).toBe(true);
    // Nothing was sent to who refuses connections, so this is safe for a POST too.
    expect((await client.send(post)).body.toString()).toBe('b');
  });

  it('instances come and go under load, and no request fails: they are taken out, finish what they have, and end', async () => {
    const instances = new KnownInstances('orders');
    const asker = new CountingAsker();
    const seen = new Set<string>();
    const client = new ServiceClient({ instances, policy: policyOf('orders'), asker });
    open.push(client);
    const running: { readonly id: string; readonly url: string; drain(): void; die(): void }[] = [];
    const list = (): void => instances.replace(running.map(({ id, url }) => ({ service: 'orders', id, url, metadata: {} })));
    const start = async (id: string): Promise<void> => {
      let draining = false;
      const { url, die } = await serve((_, response) => {
        if (draining) {
          seen.add(`refused by ${id}`);
          response.writeHead(503).end('{"code":"service.draining"}');
        } else setImmediate(() => response.end(id));
      });
      running.push({ id, url, drain: () => void (draining = true), die });
    };
    await start('0');
    await start('1');
    list();
    let rolling = true;
    const worker = async (): Promise<void> => {
      while (rolling) {
        const { status, body } = await client.send(post);
        expect(status).toBe(200);
        seen.add(body.toString());
      }
    };
    const workers = Promise.all(Array.from({ length: 20 }, worker));
    for (let next = 2; next < 8; next++) {
      await start(String(next));
      // It refuses before anybody has heard that it goes: such calls go elsewhere.
      const leaving = running.shift()!;
      while (!seen.has(leaving.id)) await new Promise(setImmediate);
      leaving.drain();
      while (!seen.has(`refused by ${leaving.id}`)) await new Promise(setImmediate);
      list();
      while (asker.underWay(leaving.url) > 0) await new Promise(setImmediate);
      leaving.die();
    }
    rolling = false;
    await workers;
    expect([...seen]).toEqual(expect.arrayContaining(['0', '5', 'refused by 0', 'refused by 5']));
  });

  it('waits for one that is restarting, whatever is asked', async () => {
    const { port, url, die } = await serve(() => undefined);
    die();
    const client = clientOf([url], { patienceMs: 10_000 });
    const asked = client.send(post);
    await expect(client.send({ ...post, retryForMs: 0 })).rejects.toMatchObject({ code: 'call.unreachable' });
    await serve((_, response) => response.end('done'), port);
    expect((await asked).body.toString()).toBe('done');
  });

  it('knows what was sent: a connection that breaks is not one that was refused', async () => {
    const { url, die } = await serve((request) => request.socket.destroy());
    const client = clientOf([url]);
    await expect(client.send(post)).rejects.toMatchObject({ code: 'call.answer-lost', sent: true });
    die();
    await expect(client.send(post)).rejects.toMatchObject({ code: 'call.unreachable', sent: false });
  });

  it('gives up on one that hangs, before or in the middle of its answer, and closes the connection', async () => {
    for (const listener of [() => undefined, (_: unknown, response: { write(text: string): unknown }) => response.write('half')]) {
      const { server, url } = await serve(listener as RequestListener);
      const closed = once(server, 'connection').then(([socket]) => once(socket as never, 'close'));
      await expect(clientOf([url], { timeoutMs: 50 }).send(get)).rejects.toMatchObject({ timedOut: true, sent: true });
      await closed;
    }
  });

  it('one that flaps is left alone, and asked again when it is well', async () => {
    let sick = true;
    let asked = 0;
    const { url } = await serve((_, response) => (asked++, response.writeHead(sick ? 503 : 200).end()));
    const client = clientOf([url], { breaker: { calls: 4, minimum: 4, openMs: 1 }, patienceMs: 10_000, retry: { maxMs: 20 } });
    for (let calls = 0; calls < 4; calls++) expect((await client.send(post)).status).toBe(503);
    expect(client.state.instances[0]!.breaker).toBe('open');
    const before = asked;
    sick = false;
    expect((await client.send(post)).status).toBe(200);
    expect(client.state.instances[0]!.breaker).toBe('closed');
    expect(asked).toBe(before + 1);
  });

  it('an answer that is larger than may be is an error, not a full memory', async () => {
    const { url } = await serve((_, response) => {
      const mebibyte = Buffer.alloc(1024 * 1024);
      const more = (): void => {
        while (!response.destroyed && response.write(mebibyte));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    const failed: unknown = await new HttpAsker()
      .ask(new URL(url), { ...get, signal: new AbortController().signal })
      .catch((error: unknown) => error);
    expect(failed).toMatchObject({ name: 'AttemptFailed', sent: true, cause: { message: expect.stringMatching(/16 MiB/) } });
  });

  it('what its caller has given up already is not sent', async () => {
    await expect(new HttpAsker().ask(new URL('http://127.0.0.1:1'), { ...get, signal: AbortSignal.abort() })).rejects.toMatchObject({
      sent: false,
    });
  });
});
