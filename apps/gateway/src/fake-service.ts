import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** For specs: the outside of the gateway. Keeps what it was asked; can go away and come back on its port. */
export class FakeService {
  readonly asked: Asked[] = [];
  answer: (asked: Asked) => FakeAnswer | 'break off' | 'hang' = () => ({ body: {} });
  port = 0;
  private server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    if (this.server) return this;
    this.server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const asked = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body };
        this.asked.push(asked);
        const answer = this.answer(asked);
        if (answer === 'hang') return;
        if (answer === 'break off') request.socket.destroy();
        else
          response
            .writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
            .end(JSON.stringify(answer.body ?? {}));
      });
    });
    await new Promise<void>((resolve) => this.server!.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  }
}
