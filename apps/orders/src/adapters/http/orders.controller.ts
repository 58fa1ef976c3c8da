import { Body, Controller, Get, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isRejection, streamId } from '@millrace/decider';
import type { CommandOutcome, EventStore } from '@millrace/event-store';
import { documentFromLog, foldDocument } from '@millrace/projections';
import {
  awaitConsistency,
  decodeCursor,
  Endpoint,
  EVENT_STORE,
  IdempotencyKey,
  notFound,
  pageOf,
  readConsistently,
  RequestContext,
  toPage,
  unavailable,
  unwrap,
  WATERMARKS,
  type WatermarkReader,
} from '@millrace/service-host';
import type { z } from 'zod';
import { type OrderStatus, orderSummary, type OrderSummary } from '../../application/order-summary.projection.js';
import type { OrderSummaryQueries } from '../../application/order-summary.queries.js';
import { OrdersHandlers } from '../../application/orders.handlers.js';
import type { OrderRejection } from '../../domain/order/order.decider.js';
import { ORDER_SUMMARY_QUERIES } from '../../orders.tokens.js';
import { ordersOnlyForThemselves, whoCancels, whoseOrders } from './own-orders.js';
import * as problem from './orders.problems.js';
import { rejectionStatuses } from './rejection-statuses.js';
import * as schema from './orders.schemas.js';

const summaries = { subscription: 'order-summary', sources: ['orders'] };
const prices = { subscription: 'price-list', sources: ['inventory'] };

@ApiTags('orders')
@Controller('api/orders')
export class OrdersController {
  constructor(
    private readonly handlers: OrdersHandlers,
    @Inject(ORDER_SUMMARY_QUERIES) private readonly orders: OrderSummaryQueries,
    @Inject(WATERMARKS) private readonly watermarks: WatermarkReader,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Post()
  @Endpoint({
    summary: 'Place an order',
    description: 'Prices are ours. The same Idempotency-Key and customer is the same order; another request under the key is refused.',
    status: 202,
    response: schema.placedView,
    idempotent: true,
    location: true,
    conditional: 'shown',
    problems: {
      403: { 'order.other-customer': 'A customer orders only as itself.' },
      409: { 'order.price-changed': 'The total is not what was expected: look at the prices again.' },
      422: problem.refusedOrders,
    },
  })
  async place(
    @Body({ schema: schema.orderRequest }) request: z.output<typeof schema.orderRequest>,
    @RequestContext() context: RequestContext,
    @IdempotencyKey() key: string | undefined,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ) {
    ordersOnlyForThemselves(context, request);
    const covered = await awaitConsistency(context, this.watermarks, prices);
    const { orderId, outcome } = await this.handlers.place(request, key, context);
    if (!covered && isRejection(outcome) && outcome.code === 'order.unknown-sku')
      throw unavailable('consistency.stale', 'The price list has not yet seen what this Consistency-Token covers: try again.');
    const status = await this.statusAfter(orderId, outcome, context);
    reply.header('location', `/api/orders/${orderId}`);
    return { orderId, status };
  }

  @Get()
  @Endpoint({ summary: 'Orders, newest first', response: pageOf(schema.orderView), list: true, problems: { 404: problem.unknownCustomer } })
  list(@Query({ schema: schema.ordersQuery }) query: z.output<typeof schema.ordersQuery>, @RequestContext() context: RequestContext) {
    const { limit, cursor, status } = query;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, schema.orderCursor);
    const customerId = whoseOrders(context, query.customerId);
    return readConsistently(context, this.watermarks, summaries, async () =>
      toPage(await this.orders.list({ customerId, status }, after, limit + 1), limit, ({ placedAt, orderId }) => ({ placedAt, orderId })),
    );
  }

  @Get(':orderId')
  @Endpoint({ summary: 'An order', response: schema.orderView, conditional: 'read', problems: { 404: problem.unknown } })
  async find(
    @Param('orderId', { schema: schema.orderParameter }) orderId: string,
    @RequestContext() context: RequestContext,
  ): Promise<OrderSummary> {
    const found = await readConsistently(context, this.watermarks, summaries, () => this.orders.find(orderId));
    const order = found ?? (await this.fromLog(orderId));
    if (!order) throw notFound('order.unknown', `There is no order ${orderId}.`);
    context.shows(order.version);
    return order;
  }

  @Post(':orderId/cancel')
  @Endpoint({
    summary: 'Ask to cancel; the shipment has the last word',
    status: 202,
    response: schema.placedView,
    idempotent: true,
    conditional: 'write',
    problems: { 404: problem.unknown, 409: problem.tooLate },
  })
  async cancel(
    @Param('orderId', { schema: schema.orderParameter }) orderId: string,
    @Body({ schema: schema.cancelRequest }) body: z.output<typeof schema.cancelRequest>,
    @RequestContext() context: RequestContext,
  ) {
    const command = context.expecting(streamId('order', orderId));
    const outcome = await this.handlers.cancel(orderId, whoCancels(context), body?.reason, command);
    return { orderId, status: await this.statusAfter(orderId, outcome, context) };
  }

  /** A new order is all there in what was appended; anything else is looked up in its stream. Throws the rejection as a problem. */
  private async statusAfter(orderId: string, outcome: CommandOutcome<OrderRejection>, context: RequestContext): Promise<OrderStatus> {
    const { events, places, versions } = unwrap(outcome, rejectionStatuses);
    context.saw(places);
    context.shows(versions.get(streamId('order', orderId)));
    return (foldDocument(orderSummary, orderId, events) ?? (await this.fromLog(orderId)))!.status;
  }

  /** What `Location` named is there at once: the order's own stream, before the projection has seen it. */
  private fromLog(orderId: string): Promise<OrderSummary | undefined> {
    return documentFromLog(this.store, orderSummary, orderId, streamId('order', orderId));
  }
}
