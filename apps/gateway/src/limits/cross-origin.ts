import { hint } from '@millrace/service-host';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

export const crossOriginVariables = {
  CORS_ORIGINS: hint(
    z
      .string()
      .transform((text) => text.split(',').map((origin) => origin.trim()))
      .refine((origins) => origins.every(isOrigin), 'must be origins such as https://shop.example.org, without a path')
      .optional(),
    'give the origins whose pages may use the API from a browser, with commas between, or leave it out (none)',
  ),
};

const allowed = {
  'access-control-allow-methods': 'GET, POST, PUT',
  'access-control-allow-headers': [
    'authorization',
    'consistency-token',
    'content-type',
    'idempotency-key',
    'if-match',
    'if-none-match',
    'last-event-id',
    'prefer',
    'traceparent',
  ].join(', '),
  'access-control-max-age': '600',
};
const exposed = [
  'allow',
  'consistency',
  'consistency-token',
  'etag',
  'idempotency-replayed',
  'link',
  'location',
  'preference-applied',
  'ratelimit',
  'ratelimit-policy',
  'retry-after',
  'trace-id',
  'www-authenticate',
].join(', ');

/**
 * Pages of these origins, and of no other, may use the API in a browser: with a token in a header, never with cookies. Their preflight requests are answered before
 * anybody asks for a token, which browsers do not send with them. Everybody else is told nothing, and so their browser refuses.
 */
export const addCrossOrigin = (fastify: FastifyInstance, origins: readonly string[] = []): void => {
  if (origins.length === 0) return;
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!origins.includes(request.headers.origin ?? '')) return done();
    void reply.header('access-control-allow-origin', request.headers.origin);
    if (isPreflight(request)) return void preflight(reply);
    void reply.header('access-control-expose-headers', exposed);
    done();
  });
  // Last, beside what a service says its answer depends on.
  fastify.addHook('onSend', (_, reply, payload, done) => {
    const others = reply.getHeader('vary');
    reply.header('vary', others === undefined ? 'origin' : `${String(others)}, origin`);
    done(null, payload);
  });
};

const isPreflight = ({ method, headers }: FastifyRequest): boolean =>
  method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;

const preflight = (reply: FastifyReply): FastifyReply => reply.code(204).headers(allowed).send();
