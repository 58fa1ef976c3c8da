import { contextOf, type EventStreams, type ServiceClient } from '@millrace/service-host';
import { VersionVector } from '@millrace/decider';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import { callerHeaders, callerOf } from '../identity/caller.js';
import { requestHeaders, responseHeaders } from './passed-on.js';
import { problemOfAway } from './service-away.js';

/**
 * Passes a stream on as it comes. Clients are counted here, by who they are or else by their address. A service that breaks off breaks off the client's
 * stream too: it comes back with Last-Event-ID. One that stops ends it.
 */
export const passStream = async (
  request: FastifyRequest,
  reply: FastifyReply,
  client: ServiceClient,
  streams: EventStreams,
): Promise<FastifyReply> => {
  const context = contextOf(request);
  const stream = streams.begin(callerOf(request)?.subject ?? request.ip);
  const headers = { ...requestHeaders(request.headers), ...callerHeaders(request), traceparent: context.traceparent };
  let answer: IncomingMessage;
  try {
    answer = await client.open({ method: request.method, path: request.url, headers, idempotent: true });
  } catch (error) {
    stream.destroy();
    throw problemOfAway(error, true);
  }
  answer.on('error', () => stream.destroy()).pipe(stream);
  stream.once('close', () => answer.destroy()).once('finish', () => answer.destroy());
  const token = answer.headers['consistency-token'];
  if (typeof token === 'string') context.saw(VersionVector.parse(token));
  return reply
    .code(answer.statusCode ?? 503)
    .headers(responseHeaders(answer.headers))
    .send(stream);
};
