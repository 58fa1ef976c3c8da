import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceAway, ServiceClient } from './service-client.js';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

const serve = async (listener: RequestListener, port = 0): Promise<{ server: Server; port: number }> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  open.push({ close: () => (server.closeAllConnections(), server.close()) });
  return { server, port: (server.address() as AddressInfo).port };
};
const freePort = async (): Promise<number> => {
  const { server, port } = await serve(() => undefined);
  await new Promise((resolve) => server.close(resolve));
  return port;
};
const clientOf = (port: number) => {
  const client = new ServiceClient({ service: 'orders', url: `http://127.0.0.1:${port}`, token: 'token', random: () => 0 });
  open.push(client);
  return client;
};
const get = { method: 'GET', path: '/x', headers: {}, idempotent: true };
const post = { method: 'POST', path: '/x', headers: {}, body: Buffer.from('{}'), idempotent: false };

describe('a service client', () => {
  it('passes on headers, body, token, and every answer', async () => {
    const { port } = await serve((request, response) => {
      let body = '';
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          response
            .writeHead(409, { etag: '"3"' })
            .end(JSON.stringify({ body, authorization: request.headers.authorization, k: request.headers['idempotency-key'] }));
        });
    });
    const answer = await clientOf(port).send({ ...post, headers: { 'idempotency-key': 'k' } });
    expect(answer).toMatchObject({ status: 409, headers: { etag: '"3"' } });
    expect(JSON.parse(answer.body.toString())).toEqual({ body: '{}', authorization: 'Bearer token', k: 'k' });
  });

  it('waits for one that is just starting, whatever is asked: nothing was sent yet', async () => {
    const port = await freePort();
    const asked = clientOf(port).send(post);
    setTimeout(() => void serve((_, response) => response.end('done'), port), 200);
    expect((await asked).body.toString()).toBe('done');
  });

  it('gives up on one that stays away', async () => {
    const away = clientOf(await freePort()).send({ ...get, retryForMs: 100 });
    await expect(away).rejects.toMatchObject({ name: 'ServiceAway', service: 'orders', sent: false });
  });

  it('asks again after a broken connection only what is idempotent', async () => {
    let asked = 0;
    const { port } = await serve((request, response) => (++asked % 2 === 1 ? request.socket.destroy() : response.end('done')));
    const client = clientOf(port);
    expect((await client.send(get)).body.toString()).toBe('done');
    await expect(client.send(post)).rejects.toEqual(new ServiceAway('orders', true, false, expect.anything()));
    expect(asked).toBe(3);
  });

  it('asks again after a 503: of reads always, of others only when the service was stopping', async () => {
    let asked = 0;
    let code = 'store.unavailable';
    const { port } = await serve((_, response) =>
      ++asked % 2 === 1 ? response.writeHead(503).end(`{"code":"${code}"}`) : response.end('done'),
    );
    const client = clientOf(port);
    expect((await client.send(get)).status).toBe(200);
    expect((await client.send(post)).status).toBe(503);
    asked = 0;
    code = 'service.draining';
    expect((await client.send(post)).status).toBe(200);
  });

  it('does not wait longer than told, and does not ask again then', async () => {
    let asked = 0;
    const { port } = await serve(() => void asked++);
    await expect(clientOf(port).send({ ...get, timeoutMs: 50 })).rejects.toMatchObject({ timedOut: true });
    expect(asked).toBe(1);
  });
});
