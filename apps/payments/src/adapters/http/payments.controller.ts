import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { streamId } from '@millrace/decider';
import type { EventStore } from '@millrace/event-store';
import { documentFromLog } from '@millrace/projections';
import {
  Endpoint,
  EVENT_STORE,
  notFound,
  pageOf,
  readConsistently,
  RequestContext,
  WATERMARKS,
  type WatermarkReader,
} from '@millrace/service-host';
import type { z } from 'zod';
import { paymentView, type PaymentView } from '../../application/payment-view.projection.js';
import type { PaymentQueries } from '../../application/payments.queries.js';
import { PAYMENT_QUERIES } from '../../payments.tokens.js';
import * as schema from './payments.schemas.js';

/** Requests come from orders: a client that sends the token of its order waits for what the payment knows of it. */
const unknown = { 'payment.unknown': 'There is no such payment.' };
const readModel = { subscription: 'payment-views', sources: ['payments'] };

@ApiTags('payments')
@Controller('api/payments')
export class PaymentsController {
  constructor(
    @Inject(PAYMENT_QUERIES) private readonly payments: PaymentQueries,
    @Inject(WATERMARKS) private readonly watermarks: WatermarkReader,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Get()
  @Endpoint({ summary: 'The payment of an order', response: pageOf(schema.paymentView) })
  async ofOrder(
    @Query({ schema: schema.paymentsQuery }) { orderId }: z.output<typeof schema.paymentsQuery>,
    @RequestContext() context: RequestContext,
  ) {
    const payment = await this.read(orderId, context);
    return { items: payment ? [shown(payment)] : [], nextCursor: null };
  }

  @Get(':paymentId')
  @Endpoint({ summary: 'A payment', response: schema.paymentView, conditional: 'read', problems: { 404: unknown } })
  async find(@Param('paymentId', { schema: schema.paymentParameter }) paymentId: string, @RequestContext() context: RequestContext) {
    const payment = await this.read(paymentId, context);
    if (!payment) throw notFound('payment.unknown', `There is no payment ${paymentId}.`);
    context.shows(payment.version);
    return shown(payment);
  }

  private async read(paymentId: string, context: RequestContext): Promise<PaymentView | undefined> {
    const found = await readConsistently(context, this.watermarks, readModel, () => this.payments.find(paymentId));
    return found ?? documentFromLog(this.store, paymentView, paymentId, streamId('payment', paymentId));
  }
}

/** A payment has its order's id. */
const shown = (payment: PaymentView) => ({ ...payment, orderId: payment.paymentId });
