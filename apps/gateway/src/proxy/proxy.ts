import { contextOf, Problem, ServiceAway, type ServiceAnswer, type ServiceClient, unavailable } from '@millrace/service-host';
import { VersionVector } from '@millrace/decider';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ServiceName, Services } from '../services.js';
import { isSafePath, requestHeaders, responseHeaders } from './passed-on.js';

/** The whole public API, by prefix. Everything else about it is the services' own. */
export const publicPrefixes: Readonly<Record<string, ServiceName>> = {
  '/api/products': 'inventory',
  '/api/orders': 'orders',
  '/api/payments': 'payments',
  '/api/ledger': 'payments',
  '/api/shipments': 'shipping',
};

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Routes every public prefix to its service. Bodies are passed on as they are: whether they make sense is for the service to say. */
export const addProxy = (fastify: FastifyInstance, services: Services): void => {
  void fastify.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) => parsed(null, body));
    for (const [prefix, service] of Object.entries(publicPrefixes)) {
      const handler = (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => passOn(request, reply, services[service]);
      for (const url of [prefix, `${prefix}/*`]) scope.route({ method: methods, url, handler });
    }
    done();
  });
};

const passOn = async (request: FastifyRequest, reply: FastifyReply, client: ServiceClient): Promise<FastifyReply> => {
  if (!isSafePath(request.url)) throw new Problem(400, 'request.malformed', 'A path has no . or .. segments.');
  const context = contextOf(request);
  const headers = { ...requestHeaders(request.headers), traceparent: context.traceparent };
  const idempotent = request.method === 'GET' || request.method === 'HEAD' || 'idempotency-key' in headers;
  const body = Buffer.isBuffer(request.body) ? request.body : undefined;
  const timeoutMs = 10_000 + (context.prefer.waitMs ?? 0);
  try {
    const answer = await client.send({ method: request.method, path: request.url, headers, body, idempotent, timeoutMs });
    const token = tokenOf(answer);
    if (token) context.saw(token);
    return await reply.code(answer.status).headers(responseHeaders(answer.headers)).send(answer.body);
  } catch (error) {
    throw error instanceof ServiceAway ? problemOfAway(error, idempotent) : error;
  }
};

const tokenOf = ({ headers }: ServiceAnswer): VersionVector | undefined => {
  const text = headers['consistency-token'];
  return typeof text === 'string' ? VersionVector.parse(text) : undefined;
};

const problemOfAway = ({ service, sent, timedOut, message }: ServiceAway, idempotent: boolean): Problem => {
  const details = { service };
  if (sent && !idempotent)
    return new Problem(
      timedOut ? 504 : 502,
      'service.answer-lost',
      `${message}: it may or may not have done this. Look before you try again.`,
      { details },
    );
  if (timedOut) return new Problem(504, 'service.no-answer', `${message}. Try again.`, { details, headers: { 'retry-after': '2' } });
  const { status, code, detail, options } = unavailable('service.away', `${message} at the moment. Try again.`, 2);
  return new Problem(status, code, detail, { ...options, details });
};
