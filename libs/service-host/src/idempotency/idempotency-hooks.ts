import { VersionVector } from '@millrace/decider';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { contextOf, headerOf } from '../context/request-context.js';
import { Problem } from '../problems/problem.js';
import { documentOf, problemType } from '../problems/problem.filter.js';
import { problemOf } from '../problems/problem-of-error.js';
import { fingerprintOf } from './fingerprint.js';
import type { Attempt, IdempotencyKeys, KeptAnswer } from './idempotency-keys.js';
import { idempotencyKeyOf } from './idempotency-key.js';

/** What of an answer's headers is sent again; trace headers belong to the request, not to the answer. */
const keptHeaders = ['consistency', 'consistency-token', 'content-type', 'etag', 'location'];

/** Not the answer of this request, but of the moment: it may be made again under the same key. So is everything above 499. */
const passing = new Set([401, 403, 408, 429]);

/**
 * `Idempotency-Key` on every POST (draft-ietf-httpapi-idempotency-key-header): the first answer is sent again, byte for byte, with `Idempotency-Replayed: true`;
 * another request under the key is 422 `idempotency.key-reused`; one that is still running 409 `idempotency.in-progress`. Keys belong to a client (its identity, or
 * everybody who has none) and a route. An answer is kept before it is sent: what a client has seen is what it will see again.
 */
export const addIdempotency = (fastify: FastifyInstance, keys: IdempotencyKeys, onError: (error: unknown) => void): void => {
  const attempts = new WeakMap<FastifyRequest, Attempt>();
  fastify.addHook('preHandler', async (request, reply) => {
    const key = request.method === 'POST' && !request.is404 ? idempotencyKeyOf(headerOf(request, 'idempotency-key')) : undefined;
    if (key === undefined) return undefined;
    const context = contextOf(request);
    const claim = await keys.claim({ ...identified(request, key), commandId: context.commandId });
    if (claim.kind === 'answered') return sendAgain(request, reply, claim.answer);
    if (claim.kind === 'running') throw inProgress();
    if (claim.kind === 'other-request') throw keyReused();
    attempts.set(request, claim.attempt);
    context.isAttempt(claim.attempt.commandId, claim.attempt.number > 1);
    return undefined;
  });
  fastify.addHook<unknown>('onSend', async (request, reply, payload) => {
    const attempt = attempts.get(request);
    if (!attempt) return payload;
    attempts.delete(request);
    const { statusCode: status } = reply;
    if (status >= 500 || passing.has(status)) {
      await keys.release(attempt).catch(onError);
      return payload;
    }
    return kept(keys, attempt, request, reply, payload);
  });
};

const identified = (request: FastifyRequest, key: string): { id: string; fingerprint: string } => {
  const { actor = null, customer = null } = contextOf(request);
  return {
    id: fingerprintOf([actor, customer, request.method, request.routeOptions.url ?? '', key]),
    fingerprint: fingerprintOf([request.url, headerOf(request, 'if-match') ?? null, request.body ?? null]),
  };
};

const kept = async (
  keys: IdempotencyKeys,
  attempt: Attempt,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<unknown> => {
  const body = typeof payload === 'string' ? payload : Buffer.isBuffer(payload) ? payload.toString('utf8') : '';
  const headers = Object.fromEntries(keptHeaders.flatMap((name) => (reply.hasHeader(name) ? [[name, String(reply.getHeader(name))]] : [])));
  try {
    const answer = await keys.keep(attempt, { status: reply.statusCode, headers, body });
    if (!answer) throw inProgress();
    return answer.body === body ? payload : replaced(reply, answer);
  } catch (error) {
    // What was done is done, but cannot be told so that it stays told: the client asks again, and finds it.
    const problem = problemOf(error);
    const { traceId } = contextOf(request);
    return replaced(reply, {
      status: problem.status,
      headers: { 'content-type': problemType, ...problem.options.headers },
      body: documentOf(problem, request, traceId),
    });
  }
};

const replaced = (reply: FastifyReply, { status, headers, body }: KeptAnswer): string => {
  for (const name of keptHeaders) reply.removeHeader(name);
  reply.code(status).headers(headers);
  return body;
};

const sendAgain = (request: FastifyRequest, reply: FastifyReply, { status, headers, body }: KeptAnswer): FastifyReply => {
  const { 'consistency-token': token, ...others } = headers;
  if (token !== undefined) contextOf(request).saw(VersionVector.parse(token));
  return reply
    .code(status)
    .headers({ ...others, 'idempotency-replayed': 'true' })
    .send(body);
};

const inProgress = (): Problem =>
  new Problem(409, 'idempotency.in-progress', 'A request with this Idempotency-Key is still being worked on. Ask again for its answer.', {
    headers: { 'retry-after': '1' },
  });

const keyReused = (): Problem =>
  new Problem(422, 'idempotency.key-reused', 'This Idempotency-Key was used for another request: take a new key.');
