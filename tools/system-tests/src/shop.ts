import { randomUUID } from 'node:crypto';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What a service answered: the specs say what it must be.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface OrderRequest {
  readonly sku?: string;
  readonly quantity?: number;
  readonly paymentMethod?: string;
  readonly customerId?: string;
  readonly key?: string;
  readonly lines?: readonly { readonly sku: string; readonly quantity: number }[];
}

export const shipTo = { name: 'Ann', street: '1 Mill Lane', city: 'Bath', postalCode: 'BA1 1AA', country: 'GB' };
const ends = ['completed', 'rejected', 'cancelled', 'returned', 'lost'];

/** A business client of the gateway. It carries its consistency token, as a client should. */
export class Shop {
  constructor(
    readonly base: string,
    private token = '',
  ) {}

  /** Another client, that has seen what this one has. */
  another(): Shop {
    return new Shop(this.base, this.token);
  }

  async request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.token && { 'consistency-token': this.token }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    this.token = response.headers.get('consistency-token') ?? this.token;
    return { status: response.status, headers: response.headers, body: isJson && text ? (JSON.parse(text) as unknown) : text };
  }

  get(path: string, headers?: Record<string, string>): Promise<Answer> {
    return this.request('GET', path, undefined, headers);
  }

  post(path: string, body: unknown = {}, headers?: Record<string, string>): Promise<Answer> {
    return this.request('POST', path, body, headers);
  }

  /** A product with stock, its sku. */
  async product(stock: number, { amount = 1_000, currency = 'EUR' } = {}): Promise<string> {
    const sku = `sku${randomUUID().slice(0, 8)}`;
    expectStatus(await this.post('/api/products', { sku, name: `Product ${sku}`, price: { amount, currency } }), 201);
    if (stock > 0) await this.receive(sku, stock);
    return sku;
  }

  async receive(sku: string, quantity: number, receiptId: string = randomUUID()): Promise<void> {
    const answer = await this.post(`/api/products/${sku}/receipts`, { receiptId, quantity });
    if (answer.status >= 300) throw unexpected(answer);
  }

  /**
   * Waits until orders knows what it is, for clients that do not say what they have seen. Nothing is placed: the price that is expected is wrong, which only
   * somebody can say who knows the right one.
   */
  async isSold(sku: string): Promise<void> {
    const expectedTotal = { amount: 1, currency: 'EUR' };
    const order = { customerId: 'nobody', lines: [{ sku, quantity: 1 }], paymentMethod: 'pm_card_visa', shipTo, expectedTotal };
    await this.eventually(`${sku} is sold`, 30_000, async () => {
      const { status, body } = await this.another().post('/api/orders', order, { 'idempotency-key': randomUUID() });
      return { done: status === 409, value: body as unknown };
    });
  }

  placing({
    sku,
    quantity = 1,
    paymentMethod = 'pm_card_visa',
    customerId = 'ann',
    key = randomUUID(),
    lines,
  }: OrderRequest): Promise<Answer> {
    const body = { customerId, lines: lines ?? [{ sku, quantity }], paymentMethod, shipTo };
    return this.post('/api/orders', body, { 'idempotency-key': key });
  }

  /** Places an order that must be accepted; answers its id. */
  async place(request: OrderRequest): Promise<string> {
    const answer = expectStatus(await this.placing(request), 202);
    return (answer.body as { orderId: string }).orderId;
  }

  order(id: string): Promise<Answer> {
    return this.get(`/api/orders/${id}`);
  }

  /** Waits until the order has one of the statuses (an end, unless said). There is no event to wait for on this side of REST, so it looks again. */
  async orderIs(id: string, statuses: readonly string[] = ends, withinMs = 30_000): Promise<Answer['body']> {
    return this.eventually(`order ${id} is ${statuses.join(' or ')}`, withinMs, async () => {
      const { status, body } = await this.order(id);
      return { done: status === 200 && statuses.includes((body as { status: string }).status), value: body as Answer['body'] };
    });
  }

  async shipmentIs(orderId: string, status: string, withinMs = 30_000): Promise<Answer['body']> {
    return this.eventually(`the shipment of ${orderId} is ${status}`, withinMs, async () => {
      const { body } = await this.get(`/api/shipments?orderId=${orderId}`);
      const [shipment] = (body as { items?: { status: string }[] }).items ?? [];
      return { done: shipment?.status === status, value: shipment as Answer['body'] };
    });
  }

  /** The clerk's verbs: `dispatch`, `deliver`, `lost`, `return`. */
  shipment(orderId: string, verb: string, body: unknown = {}): Promise<Answer> {
    return this.post(`/api/shipments/${orderId}/${verb}`, body);
  }

  async dispatchAndDeliver(orderId: string): Promise<void> {
    await this.shipmentIs(orderId, 'prepared');
    if ((await this.shipment(orderId, 'dispatch')).status >= 300) throw new Error(`${orderId} was not dispatched`);
    if ((await this.shipment(orderId, 'deliver')).status >= 300) throw new Error(`${orderId} was not delivered`);
  }

  async eventually<T>(what: string, withinMs: number, look: () => Promise<{ done: boolean; value: T }>): Promise<T> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const { done, value } = await look().catch((error: unknown) => ({ done: false, value: String(error) as T }));
      if (done) return value;
      if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}; last seen: ${JSON.stringify(value)?.slice(0, 500)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}

export const expectStatus = (answer: Answer, status: number): Answer => {
  if (answer.status !== status) throw unexpected(answer);
  return answer;
};

const unexpected = ({ status, body }: Answer): Error => new Error(`answered ${status}: ${JSON.stringify(body)}`);

/** Runs `work` for each item, so many at once. */
export const each = async <T, R>(items: readonly T[], concurrency: number, work: (item: T, index: number) => Promise<R>): Promise<R[]> => {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return results;
};
