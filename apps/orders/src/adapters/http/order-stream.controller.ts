import { Controller, Get, Headers, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { VersionVector, VersionVectorError } from '@millrace/decider';
import type { EventStore } from '@millrace/event-store';
import {
  Endpoint,
  EVENT_STORE,
  EVENT_STREAMS,
  eventStreamHeaders,
  type EventStreams,
  notFound,
  Problem,
  RequestContext,
  ServerSentEvents,
  STREAM_WATCHER,
  type StreamWatcher,
} from '@millrace/service-host';
import type { PassThrough } from 'node:stream';
import { changesSoFar, follow, isOver, unseen } from './order-stream.js';
import * as problem from './orders.problems.js';
import * as schema from './orders.schemas.js';

interface Reply {
  code(status: number): Reply;
  headers(headers: Readonly<Record<string, string>>): Reply;
}

@ApiTags('orders')
@Controller('api/orders')
export class OrderStreamController {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(EVENT_STREAMS) private readonly streams: EventStreams,
    @Inject(STREAM_WATCHER) private readonly watcher: StreamWatcher,
  ) {}

  @Get(':orderId/stream')
  @Endpoint({
    summary: 'Follow an order as it changes',
    description:
      'Server-sent events `order`: the order as it is now, then as of each change, until it is over. Last-Event-ID goes on where a stream broke off; 204 when there is nothing more to come.',
    stream: 'event: order, data: the order as GET answers it, id: its place in the log',
    consistent: false,
    problems: { 400: problem.unreadableEventId, 404: problem.unknown, 429: problem.tooManyStreamsOfClient, 503: problem.tooManyStreams },
  })
  async follow(
    @Param('orderId', { schema: schema.orderParameter }) orderId: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @RequestContext() context: RequestContext,
    @Req() { method }: { readonly method: string },
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<PassThrough | undefined> {
    const seen = checkedEventId(lastEventId);
    const changes = await changesSoFar(this.store, orderId);
    const last = changes.at(-1);
    if (!last) throw notFound('order.unknown', `There is no order ${orderId}.`);
    const fresh = unseen(changes, seen);
    context.saw(VersionVector.parse(last.id));
    if (isOver(last) && fresh.length === 0) return void reply.code(204);
    reply.headers(eventStreamHeaders);
    if (method === 'HEAD') return undefined;
    // The gateway counts its clients; here only those are known that it names.
    const body = this.streams.begin(context.customer ?? context.actor);
    const events = new ServerSentEvents(body);
    for (const change of fresh) events.send(change);
    if (isOver(last)) return body.end();
    const stop = follow(this.watcher, orderId, last, (change) => {
      events.send(change);
      if (isOver(change)) events.end();
    });
    body.once('close', stop).once('finish', stop);
    return body;
  }
}

/** Throws `last-event-id.invalid` (400) for what cannot be the id of an event. */
const checkedEventId = (id: string | undefined): string | undefined => {
  if (id === undefined || id === '') return undefined;
  try {
    return VersionVector.parse(id).toString();
  } catch (error) {
    if (!(error instanceof VersionVectorError)) throw error;
    throw new Problem(400, 'last-event-id.invalid', 'Send the id of the last event you got as Last-Event-ID, or none.');
  }
};
