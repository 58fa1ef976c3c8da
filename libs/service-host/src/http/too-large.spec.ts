import { once } from 'node:events';
import { connect } from 'node:net';
import { Module } from '@nestjs/common';
import { openHost } from '../open-host.js';

class Empty {}
Module({})(Empty);

describe('a body that is too large', () => {
  it('is refused by an answer that the client gets to read, though it goes on writing', async () => {
    const host = await openHost(
      { name: 'spec', compose: () => ({ module: Empty, routes: (fastify) => void fastify.post('/things', () => ({})) }) },
      { LOG_LEVEL: 'error' },
    );
    const socket = connect(host.port, '127.0.0.1');
    socket.setEncoding('utf8');
    const size = 8 * 1024 * 1024;
    socket.write(`POST /things HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${size}\r\n\r\n`);
    const [answer] = (await once(socket, 'data')) as [string];
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    // The client writes what it announced, and the connection is good for the next request.
    socket.write('x'.repeat(size));
    socket.write('GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n');
    const [next] = (await once(socket, 'data')) as [string];
    expect(next).toMatch(/^HTTP\/1\.1 200 /);
    socket.destroy();
    await host.drain();
  });
});
