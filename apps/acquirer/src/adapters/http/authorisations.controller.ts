import type { IncomingMessage } from 'node:http';
import { Body, Controller, Get, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Endpoint, IdempotencyKey, notFound } from '@millrace/service-host';
import type { z } from 'zod';
import type { Books } from '../../application/books.js';
import { BOOKS } from '../../acquirer.tokens.js';
import { authorise } from '../../domain/authorise.js';
import type { Decision } from '../../domain/charge.js';
import { capture, refund, voidCharge } from '../../domain/settle.js';
import { viewOf } from './authorisation-view.js';
import * as schema from './authorisations.schemas.js';
import { orUnavailable, problemOfOutcome } from './refusals.js';

/** Of a refund whose caller names none: then there is one refund. */
const onlyRefund = 'refund';
const key = { schema: schema.keyParameter };

@ApiTags('authorisations')
@Controller('authorisations')
export class AuthorisationsController {
  constructor(@Inject(BOOKS) private readonly books: Books) {}

  @Post()
  @Endpoint({
    summary: 'Hold money on a card, once per key',
    status: 201,
    response: schema.authorisationView,
    idempotent: true,
    consistent: false,
    problems: { 402: 'declined, insufficient-funds', 409: 'voided', 422: 'unknown-payment-method, idempotency-key-reused' },
  })
  async authorise(
    @Body({ schema: schema.authorisationBody }) asked: z.output<typeof schema.authorisationBody>,
    @IdempotencyKey({ required: true }) idempotencyKey: string,
    @Req() request: { readonly raw: IncomingMessage },
  ) {
    const decision = await orUnavailable(this.books.decide(idempotencyKey, (charge) => authorise(charge, asked, new Date().toISOString())));
    const { socket } = request.raw;
    // Nobody hears the answer of these two: it is written to a connection that is gone.
    if (decision.outcome.kind === 'hangs') await new Promise((gone) => (socket.destroyed ? gone(undefined) : socket.once('close', gone)));
    if (decision.outcome.kind === 'accepted' && decision.outcome.answerLost) socket.destroy();
    return answer(idempotencyKey, decision);
  }

  @Post(':key/capture')
  @Endpoint({
    summary: 'Take what is held; again changes nothing',
    response: schema.authorisationView,
    consistent: false,
    problems: { 404: 'unknown-authorisation', 409: 'voided, already-captured', 422: 'capture-exceeds-authorisation, currency-differs' },
  })
  capture(@Param('key', key) of: string, @Body({ schema: schema.captureBody }) { amount }: z.output<typeof schema.captureBody>) {
    return this.decide(of, (charge) => capture(charge, amount));
  }

  @Post(':key/void')
  @Endpoint({
    summary: 'Let go of what is held; a key not known yet will never be authorised',
    response: schema.authorisationView,
    consistent: false,
    problems: { 409: 'already-captured' },
  })
  void(@Param('key', key) of: string, @Body({ schema: schema.voidBody }) _: unknown) {
    return this.decide(of, voidCharge);
  }

  @Post(':key/refund')
  @Endpoint({
    summary: 'Pay back, up to what was captured; once per Idempotency-Key, or once where none is sent',
    response: schema.authorisationView,
    idempotent: true,
    consistent: false,
    problems: {
      404: 'unknown-authorisation',
      409: 'not-captured, voided',
      422: 'refund-exceeds-capture, idempotency-key-reused, currency-differs',
    },
  })
  refund(
    @Param('key', key) of: string,
    @Body({ schema: schema.refundBody }) { amount }: z.output<typeof schema.refundBody>,
    @IdempotencyKey() refundKey: string | undefined,
  ) {
    return this.decide(of, (charge) => refund(charge, { key: refundKey ?? onlyRefund, amount }));
  }

  @Get(':key')
  @Endpoint({
    summary: 'How an authorisation stands',
    response: schema.authorisationView,
    consistent: false,
    problems: { 404: 'unknown-authorisation' },
  })
  async find(@Param('key', key) of: string) {
    const view = viewOf(of, await orUnavailable(this.books.find(of)));
    if (!view) throw notFound('unknown-authorisation', 'Nothing is known under this key.');
    return view;
  }

  @Get(':key/charges')
  @Endpoint({ summary: 'What really happened to money under a key, counted in the books', response: schema.chargesView, consistent: false })
  async charges(@Param('key', key) of: string): Promise<z.output<typeof schema.chargesView>> {
    const counts = await orUnavailable(this.books.count(of));
    return { key: of, authorisations: counts.authorisation, captures: counts.capture, voids: counts.void, refunds: counts.refund };
  }

  private async decide(of: string, rule: Parameters<Books['decide']>[1]) {
    return answer(of, await orUnavailable(this.books.decide(of, rule)));
  }
}

const answer = (of: string, { charge, outcome }: Decision) => {
  if (outcome.kind === 'refused' || outcome.kind === 'failed') throw problemOfOutcome(outcome);
  return viewOf(of, charge);
};
