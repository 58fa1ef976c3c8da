import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { RequestContext } from '../context/decorators.js';
import { decodeCursor, type Page, pageQuery, toPage } from '../pagination/page.js';
import { notFound } from '../problems/problem.js';
import { PARKED_KEYS } from '../tokens.js';

export interface ParkedKeyView {
  readonly id: number;
}

/** The verbs on parked keys; `ParkedKeys` of @millrace/subscriptions is one. */
export interface ParkedKeyVerbs {
  /** In order of their ids, from the one after `afterId`. */
  list(limit: number, afterId?: number): Promise<readonly ParkedKeyView[]>;
  retry(id: number): Promise<ParkingAnswer>;
  /** Drops the input that failed, keeps why and by whom, and goes on with the rest. */
  skip(id: number, reason: string, by: string): Promise<ParkingAnswer>;
}

export type ParkingAnswer = 'flowing' | 'still-failing' | 'not-parked';

const parkedId = z.coerce.number().int().min(1);
const cursor = z.strictObject({ id: z.int().min(1) });
const skipBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });

@ApiExcludeController()
@Controller('internal/parked')
export class ParkedController {
  constructor(@Inject(PARKED_KEYS) private readonly parked: ParkedKeyVerbs) {}

  @Get()
  async list(@Query({ schema: pageQuery }) { limit, cursor: from }: z.output<typeof pageQuery>): Promise<Page<ParkedKeyView>> {
    const items = await this.parked.list(limit + 1, from === undefined ? 0 : decodeCursor(from, cursor).id);
    return toPage(items, limit, ({ id }) => ({ id }));
  }

  @Post(':id/retry')
  @HttpCode(200)
  async retry(@Param('id', { schema: parkedId }) id: number): Promise<{ status: ParkingAnswer }> {
    return answered(id, await this.parked.retry(id));
  }

  @Post(':id/skip')
  @HttpCode(200)
  async skip(
    @Param('id', { schema: parkedId }) id: number,
    @Body({ schema: skipBody }) { reason }: z.output<typeof skipBody>,
    @RequestContext() context: RequestContext,
  ): Promise<{ status: ParkingAnswer }> {
    return answered(id, await this.parked.skip(id, reason, context.actor ?? 'operator'));
  }
}

const answered = (id: number, status: ParkingAnswer): { status: ParkingAnswer } => {
  if (status === 'not-parked')
    throw notFound('parked.unknown', `Nothing is parked under ${id}: it may have been retried or skipped already.`);
  return { status };
};
