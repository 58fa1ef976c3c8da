import { type Config, ConfigError, demand, headerOf, hint, isLoopback } from '@millrace/service-host';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readBearer } from './bearer-token.js';
import type { Caller } from './caller.js';
import { IssuerKeys } from './issuer-keys.js';

const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });

export const identityVariables = {
  AUTH_ISSUER: hint(
    webAddress.optional(),
    'give the issuer of your identity provider exactly as its tokens name it, e.g. https://login.example.org/realms/shop',
  ),
  AUTH_AUDIENCE: hint(z.string().min(1).optional(), 'give the audience that its tokens have for this API, e.g. millrace'),
  AUTH_JWKS_URI: hint(webAddress.optional(), 'give the address of its keys, or leave it out: the issuer says it'),
  AUTH_ROLES_CLAIM: hint(
    z.string().min(1).default('roles'),
    'give the claim that holds the roles, e.g. realm_access.roles, or leave it out (roles)',
  ),
};

/** Answers who asks; undefined when no token was sent. */
export type Identify = (request: FastifyRequest) => Promise<Caller | undefined>;

/**
 * How callers are known, or undefined where they need not be: without AUTH_ISSUER everybody may everything, and so the gateway listens where only programs of this
 * machine reach it. Throws ConfigError for any other.
 */
export const identityOf = (config: Config<typeof identityVariables>): Identify | undefined => {
  const { AUTH_ISSUER: issuer, AUTH_JWKS_URI: jwksUri, AUTH_ROLES_CLAIM: rolesClaim, HOST } = config;
  if (issuer === undefined) {
    if (isLoopback(HOST)) return undefined;
    throw new ConfigError(
      `AUTH_ISSUER is missing: whoever reaches ${HOST} could do everything in anybody's name; ` +
        'give the issuer of your identity provider and AUTH_AUDIENCE, or set HOST=127.0.0.1 so that only this machine reaches the gateway',
    );
  }
  if (config.AUTH_AUDIENCE === undefined)
    throw new ConfigError(
      `AUTH_AUDIENCE is missing: a token of ${issuer} for another API would do here; give the audience that its tokens have for this one`,
    );
  demand(config, 'INTERNAL_TOKEN', 'services believe the gateway who asks only with it');
  const keys = new IssuerKeys({ issuer, jwksUri, now: () => performance.now() });
  const rules = { issuer, audience: config.AUTH_AUDIENCE, rolesClaim, findKey: keys.find };
  return (request) => readBearer(headerOf(request, 'authorization'), rules);
};
