import { Controller, Get, Inject, Param } from '@nestjs/common';
import { Endpoint, type JourneyEvent, notFound, RequestContext } from '@millrace/service-host';
import { VersionVector } from '@millrace/decider';
import { z } from 'zod';
import { askBriefly, type ServiceName, serviceNames, type Services } from '../services.js';
import { SERVICES } from '../tokens.js';
import { inCausalOrder } from './causal-order.js';

const journeySchema = z.object({
  events: z.array(
    z.object({
      service: z.string(),
      stream: z.string(),
      version: z.int(),
      place: z.string().describe('Where it is: <service>@<generation>.<shard>:<position>.'),
      time: z.string(),
      cause: z.string().describe('Id of the event, or of the request, that led to it.'),
      eventId: z.string(),
      type: z.string(),
      data: z.unknown(),
      published: z.boolean().describe('False: private to its service.'),
    }),
  ),
  missing: z.array(z.string()).describe('Services that did not answer: their part is not shown.'),
});
export type Journey = z.output<typeof journeySchema>;

const orderId = z.string().regex(/^[!-~]{1,80}$/, 'must be 1 to 80 visible ASCII characters');

/** Every event of an order, of all services. The correlation id of an order is the order's id. */
@Controller('api/orders')
export class JourneyController {
  constructor(@Inject(SERVICES) private readonly services: Services) {}

  @Get(':orderId/journey')
  @Endpoint({
    summary: 'Every event of an order, across all services, in causal order',
    response: journeySchema,
    problems: { 404: 'journey.unknown' },
    consistent: false,
  })
  async journey(@Param('orderId', { schema: orderId }) id: string, @RequestContext() context: RequestContext): Promise<Journey> {
    const parts = await Promise.all(serviceNames.map((name) => this.part(name, id, context.traceparent)));
    const missing = serviceNames.filter((_, index) => parts[index] === undefined);
    const events = parts.flatMap((part) => part ?? []);
    if (events.length === 0 && missing.length === 0) throw notFound('journey.unknown', `No service knows an order ${id}.`);
    for (const { place } of events) context.saw(VersionVector.parse(place));
    return { events: inCausalOrder(events).map(shown), missing };
  }

  private async part(name: ServiceName, id: string, traceparent: string): Promise<readonly JourneyEvent[] | undefined> {
    const answer = await askBriefly(this.services[name], `/internal/journey/${encodeURIComponent(id)}`, { traceparent });
    return (answer as { events: readonly JourneyEvent[] } | undefined)?.events;
  }
}

const shown = ({
  service,
  streamId,
  version,
  place,
  time,
  causationId,
  eventId,
  type,
  data,
  published,
}: JourneyEvent): Journey['events'][number] => ({
  service,
  stream: streamId,
  version,
  place,
  time,
  cause: causationId,
  eventId,
  type,
  data,
  published,
});
