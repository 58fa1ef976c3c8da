import { notFound, Problem, ServiceAway, type ServiceClient, unavailable } from '@millrace/service-host';

type Asks = Pick<ServiceClient, 'send'>;

/** Names and orders are small: some megabytes. */
const remembered = 10_000;

/** Whose an order is. `orders` says it; it never changes, so that what was said is remembered, and orders of the last hours are known while `orders` is away. */
export class OrderOwners {
  private readonly owners = new Map<string, string>();

  constructor(private readonly orders: Asks) {}

  /** Throws `order.unknown` (404) unless the order is the customer's: somebody else's cannot be told from none. Throws `order.unnamed` (400), `service.away` (503). */
  async mustBe(customer: string, orderId: unknown, traceparent: string): Promise<void> {
    if (typeof orderId !== 'string') throw new Problem(400, 'order.unnamed', 'Say which of your orders, once: ?orderId=<id>.');
    if ((await this.ownerOf(orderId, traceparent)) !== customer) throw notFound('order.unknown', `There is no order ${orderId}.`);
  }

  private async ownerOf(orderId: string, traceparent: string): Promise<string | undefined> {
    const known = this.owners.get(orderId);
    if (known !== undefined) return known;
    const owner = await this.ask(orderId, traceparent);
    if (owner !== undefined) this.remember(orderId, owner);
    return owner;
  }

  private async ask(orderId: string, traceparent: string): Promise<string | undefined> {
    const path = `/api/orders/${encodeURIComponent(orderId)}`;
    const answer = await this.orders
      .send({ method: 'GET', path, headers: { traceparent }, idempotent: true, timeoutMs: 5_000 })
      .catch(orAway);
    if (answer.status === 200) return (JSON.parse(answer.body.toString('utf8')) as { customerId: string }).customerId;
    // 400: no order has such an id.
    if (answer.status === 404 || answer.status === 400) return undefined;
    throw away();
  }

  private remember(orderId: string, owner: string): void {
    if (this.owners.size >= remembered) this.owners.delete(this.owners.keys().next().value!);
    this.owners.set(orderId, owner);
  }
}

const orAway = (error: unknown): never => {
  throw error instanceof ServiceAway ? away() : error;
};

const away = (): Problem => unavailable('service.away', 'Whether this order is yours cannot be said at the moment. Try again.', 2);
