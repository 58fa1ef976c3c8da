import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  decodeCursor,
  Endpoint,
  pageOf,
  readConsistently,
  RequestContext,
  toPage,
  WATERMARKS,
  type WatermarkReader,
} from '@millrace/service-host';
import { z } from 'zod';
import type { LedgerQueries } from '../../application/payments.queries.js';
import { LEDGER_QUERIES } from '../../payments.tokens.js';
import * as schema from './payments.schemas.js';

const readModel = { subscription: 'payment-views', sources: ['payments'] };

@ApiTags('ledger')
@Controller('api/ledger')
export class LedgerController {
  constructor(
    @Inject(LEDGER_QUERIES) private readonly ledger: LedgerQueries,
    @Inject(WATERMARKS) private readonly watermarks: WatermarkReader,
  ) {}

  @Get('accounts')
  @Endpoint({
    summary: 'What each account holds; all balances of a currency sum to zero',
    response: z.object({ items: z.array(schema.accountView) }),
  })
  accounts(@RequestContext() context: RequestContext) {
    return readConsistently(context, this.watermarks, readModel, async () => ({ items: await this.ledger.accounts() }));
  }

  @Get('entries')
  @Endpoint({ summary: 'Entries of the ledger, newest first', response: pageOf(schema.entryView), list: true })
  entries(
    @Query({ schema: schema.entriesQuery }) { limit, cursor, orderId }: z.output<typeof schema.entriesQuery>,
    @RequestContext() context: RequestContext,
  ) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, schema.entryCursor);
    return readConsistently(context, this.watermarks, readModel, async () =>
      toPage(await this.ledger.entries(limit + 1, { orderId, after }), limit, ({ bookedAt, entryId }) => ({ bookedAt, entryId })),
    );
  }
}
