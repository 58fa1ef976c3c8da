import { contextOf, type EventStreams, Problem, type ServiceAnswer, type ServiceClient } from '@millrace/service-host';
import { VersionVector } from '@millrace/decider';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accessTable } from '../access/access-table.js';
import { callerHeaders } from '../identity/caller.js';
import type { Services } from '../services.js';
import { passStream } from './pass-stream.js';
import { isSafePath, requestHeaders, responseHeaders } from './passed-on.js';
import { problemOfAway } from './service-away.js';

/**
 * Routes what the table of access gives to a service. The router that finds a request's place in the table is the one that routes it, so that the two cannot differ.
 * Bodies are passed on as they are: whether they make sense is for the service to say.
 */
export const addProxy = (fastify: FastifyInstance, services: Services, streams: EventStreams): void => {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    for (const [row, { at }] of Object.entries(accessTable)) {
      if (!at) continue;
      const [method = '', url = ''] = row.split(' ');
      const handler = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
        url.endsWith('/stream') ? passStream(request, reply, services[at], streams) : passOn(request, reply, services[at]);
      scope.route({ method, url, handler });
    }
    done();
  });
};

const passOn = async (request: FastifyRequest, reply: FastifyReply, client: ServiceClient): Promise<FastifyReply> => {
  if (!isSafePath(request.url)) throw new Problem(400, 'request.malformed', 'A path has no . or .. segments.');
  const context = contextOf(request);
  const seen: Record<string, string> = context.after.isEmpty ? {} : { 'consistency-token': context.after.toString() };
  const headers = { ...requestHeaders(request.headers), ...callerHeaders(request), ...seen, traceparent: context.traceparent };
  const idempotent = request.method === 'GET' || request.method === 'HEAD' || 'idempotency-key' in headers;
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  const timeoutMs = 10_000 + (context.prefer.waitMs ?? 0);
  try {
    const answer = await client.send({ method: request.method, path: request.url, headers, body, idempotent, timeoutMs });
    const token = tokenOf(answer);
    if (token) context.saw(token);
    return await reply.code(answer.status).headers(responseHeaders(answer.headers)).send(answer.body);
  } catch (error) {
    throw problemOfAway(error, idempotent);
  }
};

const tokenOf = ({ headers }: ServiceAnswer): VersionVector | undefined => {
  const text = headers['consistency-token'];
  return typeof text === 'string' ? VersionVector.parse(text) : undefined;
};
