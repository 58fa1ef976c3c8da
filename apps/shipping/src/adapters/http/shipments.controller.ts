import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { streamId } from '@millrace/decider';
import type { CommandOutcome, EventStore } from '@millrace/event-store';
import { documentFromLog } from '@millrace/projections';
import {
  decodeCursor,
  Endpoint,
  EVENT_STORE,
  notFound,
  type Page,
  pageOf,
  readConsistently,
  RequestContext,
  toPage,
  unwrap,
  WATERMARKS,
  type WatermarkReader,
} from '@millrace/service-host';
import type { z } from 'zod';
import { shipmentView, type ShipmentView } from '../../application/shipment-view.projection.js';
import type { ShipmentQueries } from '../../application/shipment.queries.js';
import { ShippingHandlers } from '../../application/shipping.handlers.js';
import type { ShipmentRejection } from '../../domain/shipment/shipment.decider.js';
import { SHIPMENT_QUERIES } from '../../shipping.tokens.js';
import * as schema from './shipments.schemas.js';

const readModel = { subscription: 'shipment-view', sources: ['shipping'] };

const statuses = {
  'shipment.unknown': 404,
  'shipment.not-dispatched': 409,
  'shipment.not-delivered': 409,
  'shipment.already-dispatched': 409,
  'shipment.already-delivered': 409,
  'shipment.already-returned': 409,
  'shipment.already-cancelled': 409,
  'shipment.lost': 409,
} as const;

const unknown = { 'shipment.unknown': 'There is no such shipment.' };
const notNow = {
  'shipment.not-dispatched': 'It has not left the house.',
  'shipment.not-delivered': 'It has not arrived.',
  'shipment.already-dispatched': 'It has left the house already.',
  'shipment.already-delivered': 'It has arrived already.',
  'shipment.already-returned': 'It came back already.',
  'shipment.already-cancelled': 'It was cancelled.',
  'shipment.lost': 'It was lost.',
};

const reports = (summary: string) =>
  Endpoint({
    summary,
    response: schema.shipmentView,
    idempotent: true,
    conditional: 'write',
    problems: { 404: unknown, 409: notNow },
  });

@ApiTags('shipments')
@Controller('api/shipments')
export class ShipmentsController {
  constructor(
    private readonly handlers: ShippingHandlers,
    @Inject(SHIPMENT_QUERIES) private readonly shipments: ShipmentQueries,
    @Inject(WATERMARKS) private readonly watermarks: WatermarkReader,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Get()
  @Endpoint({ summary: 'Shipments, newest first', response: pageOf(schema.shipmentView), list: true })
  async list(
    @Query({ schema: schema.shipmentsQuery }) query: z.output<typeof schema.shipmentsQuery>,
    @RequestContext() context: RequestContext,
  ) {
    const { limit, cursor, orderId, status } = query;
    const after = cursor === undefined ? undefined : decodeCursor(cursor, schema.shipmentCursor);
    const page = await readConsistently(context, this.watermarks, readModel, async () =>
      orderId === undefined
        ? toPage(await this.shipments.list(limit + 1, { status, after }), limit, ({ createdAt, shipmentId }) => ({ createdAt, shipmentId }))
        : onlyOne(await this.shipments.find(orderId), status),
    );
    return { ...page, items: page.items.map(shown) };
  }

  @Get(':shipmentId')
  @Endpoint({ summary: 'A shipment', response: schema.shipmentView, conditional: 'read', problems: { 404: unknown } })
  async find(@Param('shipmentId', { schema: schema.shipmentParameter }) shipmentId: string, @RequestContext() context: RequestContext) {
    const found = await readConsistently(context, this.watermarks, readModel, () => this.shipments.find(shipmentId));
    const shipment = found ?? (await this.fromLog(shipmentId));
    if (!shipment) throw notFound('shipment.unknown', `There is no shipment ${shipmentId}.`);
    context.shows(shipment.version);
    return shown(shipment);
  }

  @Post(':shipmentId/dispatch')
  @reports('The goods leave the house')
  async dispatch(
    @Param('shipmentId', { schema: schema.shipmentParameter }) id: string,
    @Body({ schema: schema.dispatchBody }) body: z.output<typeof schema.dispatchBody>,
    @RequestContext() context: RequestContext,
  ) {
    return this.reported(id, context, await this.handlers.dispatch(id, body?.trackingNumber, ofShipment(context, id)));
  }

  @Post(':shipmentId/deliver')
  @reports('The goods have arrived')
  async deliver(
    @Param('shipmentId', { schema: schema.shipmentParameter }) id: string,
    @Body({ schema: schema.nothing }) _body: unknown,
    @RequestContext() context: RequestContext,
  ) {
    return this.reported(id, context, await this.handlers.deliver(id, ofShipment(context, id)));
  }

  @Post(':shipmentId/lost')
  @reports('The goods will not arrive')
  async lose(
    @Param('shipmentId', { schema: schema.shipmentParameter }) id: string,
    @Body({ schema: schema.nothing }) _body: unknown,
    @RequestContext() context: RequestContext,
  ) {
    return this.reported(id, context, await this.handlers.lose(id, ofShipment(context, id)));
  }

  @Post(':shipmentId/return')
  @reports('The goods came back')
  async takeBack(
    @Param('shipmentId', { schema: schema.shipmentParameter }) id: string,
    @Body({ schema: schema.returnBody }) { restock }: z.output<typeof schema.returnBody>,
    @RequestContext() context: RequestContext,
  ) {
    return this.reported(id, context, await this.handlers.takeBack(id, restock, ofShipment(context, id)));
  }

  /** The shipment as it is now: read from its stream, since the projection may not have seen it yet. */
  private async reported(id: string, context: RequestContext, outcome: CommandOutcome<ShipmentRejection>) {
    context.saw(unwrap(outcome, statuses).places);
    const shipment = (await this.fromLog(id))!;
    context.shows(shipment.version);
    return shown(shipment);
  }

  private fromLog(shipmentId: string): Promise<ShipmentView | undefined> {
    return documentFromLog(this.store, shipmentView, shipmentId, streamId('shipment', shipmentId));
  }
}

/** If-Match speaks of the shipment. */
const ofShipment = (context: RequestContext, id: string) => context.expecting(streamId('shipment', id));

/** A shipment has its order's id. */
const shown = (shipment: ShipmentView) => ({ ...shipment, orderId: shipment.shipmentId });

const onlyOne = (shipment: ShipmentView | undefined, status: string | undefined): Page<ShipmentView> => ({
  items: shipment && (status === undefined || shipment.status === status) ? [shipment] : [],
  nextCursor: null,
});
