import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { TokenForm } from '../context/consistency-tokens.js';
import { entityTagOf, isNamed } from '../context/entity-tags.js';
import { contextOf, establishContext, headerOf, type RequestContext } from '../context/request-context.js';
import type { HealthRegistry } from '../health/health-registry.js';
import { addIdempotency } from '../idempotency/idempotency-hooks.js';
import type { IdempotencyKeys } from '../idempotency/idempotency-keys.js';
import { unavailable } from '../problems/problem.js';
import type { InFlight } from './in-flight.js';

export interface HookTools {
  readonly health: HealthRegistry;
  readonly inFlight: InFlight;
  /** Absent where everybody may ask (the gateway). */
  readonly gate?: ((path: string, authorization: string | undefined) => void) | undefined;
  readonly ownLog?: { readonly service: string; readonly generation: string } | undefined;
  /** The form of consistency tokens: sealed for clients, plain between services. */
  readonly tokens: TokenForm;
  /** Absent where nothing is done that a key could keep from being done twice (the gateway passes keys on). */
  readonly keys?: IdempotencyKeys | undefined;
  readonly onError: (where: string, error: unknown) => void;
}

/** What happens around every request, in this order: counted, given its context, refused when draining or not authenticated. Before any route. */
export const addHooks = (fastify: FastifyInstance, { health, inFlight, gate, ownLog, tokens, keys, onError }: HookTools): void => {
  fastify.addHook('onRequest', (request, reply, done) => {
    inFlight.began();
    reply.raw.once('close', () => inFlight.ended());
    try {
      const path = request.url.split('?', 1)[0]!;
      contextOf(request);
      gate?.(path, headerOf(request, 'authorization'));
      // Where there is nothing, nothing that is said about it can be wrong.
      if (!request.is404) establishContext(request, { tokens, trusted: gate !== undefined, ownLog });
      if (health.draining && !path.startsWith('/health/'))
        throw unavailable('service.draining', 'This copy of the service is stopping. Ask again.');
      done();
    } catch (error) {
      done(error as Error);
    }
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    const context = contextOf(request);
    reply.header('traceparent', context.traceparent).header('trace-id', context.traceId);
    const { token } = context;
    if (!token.isEmpty) reply.header('consistency-token', tokens.write(token));
    if (context.stale) reply.header('consistency', 'stale');
    if (context.preferencesApplied.length > 0) reply.header('preference-applied', context.preferencesApplied.join(', '));
    if (health.draining) reply.header('connection', 'close');
    done(null, withVersion(request, reply, context) ? payload : null);
  });
  // After the hook above: what is kept has its headers.
  if (keys) addIdempotency(fastify, keys, (error) => onError('idempotency keys', error));
};

/** Names the version that is shown. False when the client has it already: then the answer is 304, without a body. */
const withVersion = ({ method }: FastifyRequest, reply: FastifyReply, { version, conditions }: RequestContext): boolean => {
  if (version === undefined || reply.statusCode >= 300) return true;
  reply.headers({ etag: entityTagOf(version), 'cache-control': 'private, no-cache' });
  const isRead = method === 'GET' || method === 'HEAD';
  if (!isRead || !conditions.ifNoneMatch || !isNamed(version, conditions.ifNoneMatch)) return true;
  reply.code(304).removeHeader('content-type');
  return false;
};
