import { type Config, hint, Problem } from '@millrace/service-host';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isIPv6 } from 'node:net';
import { z } from 'zod';
import type { Caller } from '../identity/caller.js';
import { type Taken, TokenBuckets } from './token-buckets.js';

export const rateVariables = {
  RATE_LIMIT_PER_MINUTE: hint(
    z.coerce.number('must be a number').int().min(0).max(1_000_000).optional(),
    'give how many requests a client may make in a minute, 0 for any number, or leave it out (1200; any number while identity is off)',
  ),
};

const usualPerMinute = 1_200;
const minute = 60_000;
const clients = 20_000;
const takes = Symbol('gateway.rate');
type Counted = FastifyRequest & { [takes]?: Taken };

export type Count = (request: FastifyRequest, caller: Caller | undefined) => void;

/**
 * Counts each request as one of its client: of who it is, where that is known, else of its address. Each process of the gateway counts for itself. Every answer tells
 * the client what it has left (draft-ietf-httpapi-ratelimit-headers-10). Probes are not counted. Throws `request.too-many` (429).
 */
export const addRateLimit = (fastify: FastifyInstance, config: RateConfig): Count => {
  const perMinute = perMinuteOf(config);
  if (perMinute === 0) return () => undefined;
  const buckets = new TokenBuckets({ capacity: perMinute, refillMs: minute, clients, now: () => performance.now() });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    tell(reply, (request as Counted)[takes], perMinute);
    done(null, payload);
  });
  return (request, caller) => {
    if (request.url.startsWith('/health/')) return;
    const taken = buckets.take(caller ? `subject ${caller.subject}` : `address ${networkOf(request.ip)}`);
    (request as Counted)[takes] = taken;
    if (!taken.allowed) throw tooMany(perMinute, taken);
  };
};

export type RateConfig = Config<typeof rateVariables> & { readonly AUTH_ISSUER?: string | undefined };

/** 0: any number. Without identity all callers are this machine, and not limited unless that is asked for. */
export const perMinuteOf = ({ RATE_LIMIT_PER_MINUTE, AUTH_ISSUER }: RateConfig): number =>
  RATE_LIMIT_PER_MINUTE ?? (AUTH_ISSUER === undefined ? 0 : usualPerMinute);

const tell = (reply: FastifyReply, taken: Taken | undefined, perMinute: number): void => {
  if (!taken) return;
  reply.header('ratelimit-policy', `"client";q=${perMinute};w=${minute / 1_000}`);
  reply.header('ratelimit', `"client";r=${taken.remaining};t=${Math.ceil(taken.fullMs / 1_000)}`);
};

const tooMany = (perMinute: number, { waitMs }: Taken): Problem =>
  new Problem(429, 'request.too-many', `You may make ${perMinute} requests in a minute. Wait as long as Retry-After says.`, {
    headers: { 'retry-after': String(Math.max(1, Math.ceil(waitMs / 1_000))) },
  });

/** Who has one address of IPv6 has 2^64 of them. */
export const networkOf = (address: string): string => {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address.replace(/^::ffff:/, '');
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail === undefined ? [] : tail.split(':').filter(Boolean);
  const all = tail === undefined ? groups : [...groups, ...Array<string>(8 - groups.length - rest.length).fill('0'), ...rest];
  return `${all.slice(0, 4).join(':')}::/64`;
};
