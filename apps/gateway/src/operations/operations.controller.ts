import { Body, Controller, Get, Inject, type LoggerService, Param, Post, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Endpoint, headerOf, LOGGER, pageOf, pageQuery, Problem, RequestContext, type ServiceAnswer } from '@millrace/service-host';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerHeaders, callerOf } from '../identity/caller.js';
import { problemOfAway } from '../proxy/service-away.js';
import { type ServiceName, serviceNames, type Services } from '../services.js';
import { SERVICES } from '../tokens.js';

const service = z.enum(serviceNames);
const parkedId = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const skipBody = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const parkedKey = z.looseObject({ id: z.int() }).describe('What is parked, why, and since when.');
const outcome = z.object({ status: z.enum(['flowing', 'still-failing']) });

/**
 * What operators do to the platform. Every verb is recorded in the log of the gateway, with who did it; a skip also in the database of the service, with its
 * reason.
 */
@ApiTags('operations')
@Controller('api/operations/:service')
export class OperationsController {
  constructor(
    @Inject(SERVICES) private readonly services: Services,
    @Inject(LOGGER) private readonly logger: LoggerService,
  ) {}

  @Get('parked')
  @Endpoint({
    summary: 'Keys whose input cannot be applied',
    response: pageOf(parkedKey),
    problems: { 404: 'service.unknown' },
    consistent: false,
  })
  list(
    @Param('service') name: string,
    @Query({ schema: pageQuery }) { limit, cursor }: z.output<typeof pageQuery>,
    @RequestContext() context: RequestContext,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    const query = new URLSearchParams({ limit: String(limit), ...(cursor !== undefined && { cursor }) });
    return this.ask(name, { method: 'GET', path: `/internal/parked?${query.toString()}` }, context, request);
  }

  @Post('parked/:id/retry')
  @Endpoint({
    summary: 'Apply what waits under a key',
    response: outcome,
    idempotent: true,
    problems: { 404: 'parked.unknown, service.unknown' },
    consistent: false,
  })
  retry(
    @Param('service') name: string,
    @Param('id', { schema: parkedId }) id: number,
    @RequestContext() context: RequestContext,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    return this.verb('retry', name, id, undefined, context, request);
  }

  @Post('parked/:id/skip')
  @Endpoint({
    summary: 'Drop the input that fails, and go on with what waits behind it',
    response: outcome,
    idempotent: true,
    problems: { 404: 'parked.unknown, service.unknown' },
    consistent: false,
  })
  skip(
    @Param('service') name: string,
    @Param('id', { schema: parkedId }) id: number,
    @Body({ schema: skipBody }) body: z.output<typeof skipBody>,
    @RequestContext() context: RequestContext,
    @Req() request: FastifyRequest,
  ): Promise<unknown> {
    return this.verb('skip', name, id, body, context, request);
  }

  /** Recorded before it is asked for: the answer may be lost. */
  private verb(
    verb: string,
    name: string,
    id: number,
    body: object | undefined,
    context: RequestContext,
    request: FastifyRequest,
  ): Promise<unknown> {
    this.logger.log('operator', { verb, service: name, id, by: callerOf(request)?.subject ?? 'nobody known', traceId: context.traceId });
    return this.ask(name, { method: 'POST', path: `/internal/parked/${id}/${verb}`, body }, context, request);
  }

  /** Without a key asked once only: a verb whose answer is lost may have been done. Throws what the service refuses. */
  private async ask(
    name: string,
    { method, path, body }: { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: object | undefined },
    context: RequestContext,
    request: FastifyRequest,
  ): Promise<unknown> {
    const client = this.services[serviceNamed(name)];
    const key = headerOf(request, 'idempotency-key');
    const idempotent = method === 'GET' || key !== undefined;
    const headers = {
      traceparent: context.traceparent,
      ...callerHeaders(request),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(body && { 'content-type': 'application/json' }),
    };
    const asked = { method, path, headers, idempotent, ...(body && { body: Buffer.from(JSON.stringify(body)) }) };
    return contentOf(await client.send(asked).catch((error: unknown) => Promise.reject(problemOfAway(error, idempotent) as Error)));
  }
}

const serviceNamed = (name: string): ServiceName => {
  const known = service.safeParse(name);
  if (known.success) return known.data;
  throw new Problem(404, 'service.unknown', `There is no service ${name.slice(0, 100)}: there are ${serviceNames.join(', ')}.`);
};

const contentOf = ({ status, body }: ServiceAnswer): unknown => {
  const content = JSON.parse(body.toString('utf8')) as { code: string; detail: string };
  if (status < 400) return content;
  throw new Problem(status, content.code, content.detail, status === 503 ? { headers: { 'retry-after': '2' } } : {});
};
