import type { Money } from '@millrace/contracts-money';
import type { Address } from '@millrace/contracts-orders';
import { streamId } from '@millrace/decider';
import type { CommandContext, CommandExecutor, CommandOutcome } from '@millrace/event-store';
import type { PlaceOrder } from '../domain/order/order.commands.js';
import { order, type OrderRejection } from '../domain/order/order.decider.js';
import type { CancelledBy } from '../domain/order/order.events.js';
import type { PricePolicy } from '../domain/order/quote.js';
import { fingerprintOf, orderIdOf } from './order-id.js';
import type { PriceListQueries } from './price-list.projection.js';

/** What a customer sends. Prices are not theirs to say. */
export interface OrderRequest {
  readonly customerId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly paymentMethod: string;
  readonly shipTo: Address;
  readonly expectedTotal?: Money | undefined;
}

export interface OrdersHandlersOptions {
  readonly executor: Pick<CommandExecutor, 'execute'>;
  readonly prices: PriceListQueries;
  readonly pricing: PricePolicy;
  readonly now: () => number;
  readonly newId: () => string;
}

/** What customers and operators do. Each answers what was accepted, or a rejection. */
export class OrdersHandlers {
  constructor(private readonly options: OrdersHandlersOptions) {}

  /** With an idempotency key, a retry answers the order of the first attempt. Without one, every call is a new order. */
  async place(
    request: OrderRequest,
    idempotencyKey: string | undefined,
    context: CommandContext,
  ): Promise<{ readonly orderId: string; readonly outcome: CommandOutcome<OrderRejection> }> {
    const orderId = idempotencyKey === undefined ? this.options.newId() : orderIdOf(request.customerId, idempotencyKey);
    const command = await this.placing(orderId, request);
    const outcome = await this.options.executor.execute(order, streamId('order', orderId), command, { ...context, correlationId: orderId });
    return { orderId, outcome };
  }

  cancel(orderId: string, by: CancelledBy, reason: string | undefined, context: CommandContext): Promise<CommandOutcome<OrderRejection>> {
    const command = { type: 'CancelOrder', by, reason } as const;
    return this.options.executor.execute(order, streamId('order', orderId), command, { ...context, correlationId: orderId });
  }

  private async placing(orderId: string, request: OrderRequest): Promise<PlaceOrder> {
    const { customerId, paymentMethod, shipTo, expectedTotal } = request;
    const entries = await this.options.prices.find(request.lines.map(({ sku }) => sku));
    const lines = request.lines.map(({ sku, quantity }) => {
      const entry = entries.get(sku);
      return { sku, quantity, offer: entry && { name: entry.name, unitPrice: entry.price } };
    });
    return {
      type: 'PlaceOrder',
      orderId,
      customerId,
      lines,
      pricing: this.options.pricing,
      expectedTotal,
      paymentMethod,
      shipTo,
      fingerprint: fingerprintOf(request),
      at: new Date(this.options.now()).toISOString(),
    };
  }
}
