import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Cuts once, when this text goes by: what the client sent up to there reaches the server or not, its answer never comes. */
export interface Cut {
  readonly when: string;
  /** The message: lost on the way; or answered, and the answer lost; or with the server, which does not notice that its client is gone. */
  readonly message: 'lost' | 'answered' | 'left running';
}

/** A TCP proxy in front of PostgreSQL whose connections can be broken at a chosen moment. */
export class CuttingProxy {
  private cut?: Cut | undefined;
  private cuts = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async before(url: string, port = 0): Promise<CuttingProxy> {
    const target = new URL(url);
    const [upstreamPort, host] = [Number(target.port), target.hostname];
    const server = createServer((client) => proxy.accept(client, upstreamPort, host)).listen(port, '127.0.0.1');
    await once(server, 'listening');
    target.port = String((server.address() as AddressInfo).port);
    const proxy: CuttingProxy = new CuttingProxy(server, target.href);
    return proxy;
  }

  get timesCut(): number {
    return this.cuts;
  }

  cutOnce(cut: Cut): void {
    this.cut = cut;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }

  private accept(client: Socket, port: number, host: string): void {
    const upstream = connect(port, host);
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    }
    let answersAreDropped = false;
    const endUpstream = (): void => void upstream.destroy();
    client.on('data', (chunk) => {
      const { cut } = this;
      if (!cut || !chunk.includes(cut.when)) return void upstream.write(chunk);
      this.cut = undefined;
      this.cuts++;
      if (cut.message === 'lost') return void [client, upstream].forEach((socket) => socket.destroy());
      upstream.write(chunk);
      if (cut.message === 'answered') answersAreDropped = true;
      else client.off('close', endUpstream).destroy();
    });
    upstream.on('data', (chunk) => {
      if (!answersAreDropped) return void (client.destroyed || client.write(chunk));
      client.destroy(); // the answer is here, so the server has committed
      upstream.destroy();
    });
    client.on('close', endUpstream);
    upstream.on('close', () => client.destroy());
  }
}
