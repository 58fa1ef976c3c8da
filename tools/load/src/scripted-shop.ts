import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OrderView } from './orders-seen.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown>;
  /** The consistency token, if any. */
  readonly token: string | undefined;
}

export interface ScriptedAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a spec makes of an answer: another one, later, none (`hang`), or half of one (`break off`). */
export type Script = (asked: Asked, usual: ScriptedAnswer) => ScriptedAnswer | 'hang' | 'break off' | Promise<ScriptedAnswer>;

const story = ['placed', 'reserved', 'authorised', 'shipped', 'completed'];
const storyOfDeclined = ['placed', 'reserved', 'rejected'];

/** For specs: a shop that answers as the gateway does, and that can be told to do it wrongly. Each look takes an order one step further. */
export class ScriptedShop {
  script: Script = (_, usual) => usual;
  /** Connections that are open now. */
  connections = 0;
  private readonly orders = new Map<string, OrderView & { readonly paymentMethod: string }>();
  private readonly server: Server = createServer((request, response) => void this.serve(request, response));

  constructor() {
    this.server.on('connection', (socket) => {
      this.connections++;
      socket.on('close', () => this.connections--);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    const asked = { method: request.method!, path: request.url!, body, token: request.headers['consistency-token'] as string | undefined };
    const answer = await this.script(asked, this.usual(asked));
    if (answer === 'hang') return;
    response.writeHead(answer === 'break off' ? 200 : answer.status, {
      'content-type': 'application/json',
      'consistency-token': `orders@a-1.0:${this.orders.size + 1}`,
      'trace-id': 'a'.repeat(32),
      ...(answer === 'break off' ? { 'content-length': '1000' } : answer.headers),
    });
    if (answer !== 'break off') response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? {}));
    else response.write('{', () => response.destroy());
  }

  private usual({ method, path, body }: Asked): ScriptedAnswer {
    const [, resource, id, verb] = /^\/api\/(\w+)(?:\/([^/?]+))?(?:\/(\w+))?/.exec(path) ?? [];
    const { searchParams } = new URL(path, 'http://shop');
    if (resource === 'products') return method === 'POST' ? { status: 201 } : product(id);
    if (resource === 'shipments') return method === 'POST' ? { status: 200 } : { status: 200, body: { items: [{ status: 'prepared' }] } };
    if (method === 'POST') return verb === 'cancel' ? this.cancel(id!) : this.place(body);
    return id === undefined ? this.list(searchParams.get('customerId')!) : this.look(id);
  }

  private place(placed: Asked['body']): ScriptedAnswer {
    const orderId = randomUUID();
    const { customerId, lines, paymentMethod } = placed as unknown as OrderView & { paymentMethod: string };
    this.orders.set(orderId, { orderId, version: 1, customerId, lines, paymentMethod, status: 'placed', cancellation: null });
    return { status: 202, body: { orderId, status: 'placed' } };
  }

  private cancel(orderId: string): ScriptedAnswer {
    const order = this.orders.get(orderId)!;
    this.orders.set(orderId, { ...order, version: order.version + 1, status: 'cancelled', cancellation: 'requested' });
    return { status: 202, body: { orderId, status: 'cancelled' } };
  }

  private look(orderId: string): ScriptedAnswer {
    const order = this.orders.get(orderId);
    if (!order) return { status: 404, body: { code: 'order.unknown' } };
    const steps = order.paymentMethod === 'pm_card_declined' ? storyOfDeclined : story;
    const next = order.status === 'cancelled' ? undefined : steps[steps.indexOf(order.status) + 1];
    if (next) this.orders.set(orderId, { ...order, version: order.version + 1, status: next });
    return { status: 200, body: order };
  }

  private list(customerId: string): ScriptedAnswer {
    return { status: 200, body: { items: [...this.orders.values()].filter((order) => order.customerId === customerId), nextCursor: null } };
  }
}

const product = (sku: string | undefined): ScriptedAnswer => {
  const view = { sku: sku ?? 'load-1', onHand: 10, reserved: 1, available: 9 };
  return { status: 200, body: sku === undefined ? { items: [view], nextCursor: null } : view };
};
