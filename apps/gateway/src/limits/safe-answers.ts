import type { FastifyInstance } from 'fastify';

/**
 * What browsers are told with every answer. An answer that says more itself (the pages have a policy of their own) is left as it is. Strict-Transport-Security is
 * for who speaks TLS: the proxy in front.
 */
const usual: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** What belongs to somebody is kept by their own browser at most, and asked for again before it is shown. */
const ofSomebody = 'private, no-cache';

export const addSafeAnswers = (fastify: FastifyInstance): void => {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    for (const [name, value] of Object.entries(usual)) if (!reply.hasHeader(name)) reply.header(name, value);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', ofSomebody);
    reply.removeHeader('server').removeHeader('x-powered-by');
    done(null, payload);
  });
};
