import { Body, Controller, Get, Inject, Param, Post, Put, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { streamId } from '@millrace/decider';
import type { Accepted, EventStore } from '@millrace/event-store';
import { documentFromLog } from '@millrace/projections';
import {
  decodeCursor,
  Endpoint,
  EVENT_STORE,
  notFound,
  pageOf,
  pageQuery,
  readConsistently,
  RequestContext,
  toPage,
  unwrap,
  WATERMARKS,
  type WatermarkReader,
} from '@millrace/service-host';
import type { z } from 'zod';
import { InventoryHandlers } from '../../application/inventory.handlers.js';
import { type Stock, stockProjection } from '../../application/stock.projection.js';
import type { StockQueries } from '../../application/stock.queries.js';
import { STOCK_QUERIES } from '../../inventory.tokens.js';
import * as schema from './products.schemas.js';

const readModel = { subscription: 'stock', sources: ['inventory'] };
const unknown = { 'product.unknown': 'There is no such product.' };
const already = { 'product.already-exists': 'Another product has this sku.' };
const productProblems = { 'product.unknown': 404, 'product.already-exists': 409, 'product.invalid-sku': 422 } as const;
const slipProblems = {
  'product.unknown': 404,
  'receipt.already-recorded': 409,
  'adjustment.already-recorded': 422,
  'stock.invalid-quantity': 422,
  'stock.below-reserved': 409,
  'stock.too-much': 422,
} as const;

@ApiTags('products')
@Controller('api/products')
export class ProductsController {
  constructor(
    private readonly handlers: InventoryHandlers,
    @Inject(STOCK_QUERIES) private readonly stock: StockQueries,
    @Inject(WATERMARKS) private readonly watermarks: WatermarkReader,
    @Inject(EVENT_STORE) private readonly store: EventStore,
  ) {}

  @Post()
  @Endpoint({
    summary: 'List a product',
    status: 201,
    response: schema.newProduct,
    idempotent: true,
    location: true,
    conditional: 'write',
    problems: { 409: already, 422: { 'product.invalid-sku': "Letters, digits, '.', '_' and '-', at most 64." } },
  })
  async add(
    @Body({ schema: schema.newProduct }) product: z.output<typeof schema.newProduct>,
    @RequestContext() context: RequestContext,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ) {
    const outcome = await this.handlers.addProduct(product, ofSku(context, product.sku));
    accepted(context, product.sku, unwrap(outcome, productProblems));
    reply.header('location', `/api/products/${product.sku}`);
    return product;
  }

  @Get()
  @Endpoint({ summary: 'Products, newest first', response: pageOf(schema.productView), list: true })
  list(@Query({ schema: pageQuery }) { limit, cursor }: z.output<typeof pageQuery>, @RequestContext() context: RequestContext) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, schema.stockCursor);
    return readConsistently(context, this.watermarks, readModel, async () =>
      toPage(await this.stock.list(limit + 1, after), limit, ({ addedAt, sku }) => ({ addedAt, sku })),
    );
  }

  @Get(':sku')
  @Endpoint({ summary: 'A product and its stock', response: schema.productView, conditional: 'read', problems: { 404: unknown } })
  async find(@Param('sku', { schema: schema.skuParameter }) sku: string, @RequestContext() context: RequestContext): Promise<Stock> {
    const found = await readConsistently(context, this.watermarks, readModel, () => this.stock.find(sku));
    const stock = found ?? (await documentFromLog(this.store, stockProjection, sku, streamId('sku', sku)));
    if (!stock) throw notFound('product.unknown', `There is no product ${sku}.`);
    context.shows(stock.version);
    return stock;
  }

  @Post(':sku/receipts')
  @Endpoint({
    summary: 'Receive stock; the same receipt counts once',
    status: 201,
    idempotent: true,
    response: schema.receiptView,
    conditional: 'write',
    problems: {
      404: unknown,
      409: { 'receipt.already-recorded': 'This receipt was recorded with another quantity.' },
      422: { 'stock.too-much': 'That is more than can be counted.' },
    },
  })
  async receive(
    @Param('sku', { schema: schema.skuParameter }) sku: string,
    @Body({ schema: schema.receiptBody }) { receiptId, quantity }: z.output<typeof schema.receiptBody>,
    @RequestContext() context: RequestContext,
  ) {
    accepted(context, sku, unwrap(await this.handlers.receive(sku, receiptId, quantity, ofSku(context, sku)), slipProblems));
    return { sku, receiptId, quantity };
  }

  @Post(':sku/adjustments')
  @Endpoint({
    summary: 'Correct the stock',
    description:
      'A count says how far the stock is from what you read: it needs the ETag of that as If-Match. Damage and loss are what they are.',
    status: 201,
    response: schema.adjustmentView,
    idempotent: true,
    conditional: 'required',
    problems: {
      404: unknown,
      409: { 'stock.below-reserved': 'Orders have set more aside than would be left.' },
      422: { 'stock.too-much': 'That is more than can be counted.' },
    },
  })
  async adjust(
    @Param('sku', { schema: schema.skuParameter }) sku: string,
    @Body({ schema: schema.adjustmentBody }) { quantity, reason }: z.output<typeof schema.adjustmentBody>,
    @RequestContext() context: RequestContext,
  ) {
    const adjustmentId = context.commandId;
    const command = ofSku(context, sku, { required: reason === 'count' });
    accepted(context, sku, unwrap(await this.handlers.adjust(sku, adjustmentId, quantity, reason, command), slipProblems));
    return { sku, adjustmentId, quantity, reason };
  }

  @Put(':sku/price')
  @Endpoint({
    summary: 'Change the price; orders that are placed keep theirs',
    response: schema.priceBody,
    body: true,
    conditional: 'write',
    problems: { 404: unknown },
  })
  async changePrice(
    @Param('sku', { schema: schema.skuParameter }) sku: string,
    @Body({ schema: schema.priceBody }) { price }: z.output<typeof schema.priceBody>,
    @RequestContext() context: RequestContext,
  ) {
    const outcome = await this.handlers.changePrice(sku, price, ofSku(context, sku));
    accepted(context, sku, unwrap(outcome, productProblems));
    return { price };
  }
}

/** If-Match speaks of the product. */
const ofSku = (context: RequestContext, sku: string, condition?: { readonly required: boolean }) => ({
  ...context.expecting(streamId('sku', sku), condition),
  correlationId: streamId('sku', sku),
});

const accepted = (context: RequestContext, sku: string, { places, versions }: Accepted): void => {
  context.saw(places);
  context.shows(versions.get(streamId('sku', sku)));
};
