import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { unavailable } from '@millrace/service-host';
import { notKnown } from '../access/admit.js';
import { type Role, roles } from '../access/access-table.js';
import type { Caller } from './caller.js';
import { KeysAway } from './issuer-keys.js';

export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** A claim's name, or a path of names with dots: `roles`, `https://example.org/roles`, `realm_access.roles`. */
  readonly rolesClaim: string;
  readonly findKey: JWTVerifyGetKey;
}

/** Signatures with a public key only: `none`, and secrets that are shared, are never accepted, whatever a token says of itself. */
const algorithms = ['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512'];
/** How far the issuer's clock and ours may differ. */
const leewaySeconds = 5;

/**
 * The caller named by `Authorization: Bearer <token>`; undefined where none is sent. Throws `token.invalid` or `token.expired` (401), and `identity.unavailable` (503)
 * where the issuer's keys cannot be had: a good token must not look like a bad one.
 */
export const readBearer = async (authorization: string | undefined, rules: TokenRules): Promise<Caller | undefined> => {
  if (authorization === undefined) return undefined;
  const [, token] = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization) ?? [];
  if (token === undefined) throw notKnown('token.invalid', 'Authorization must be: Bearer <token>.');
  const payload = await verified(token, rules);
  const subject = payload.sub ?? '';
  if (!/^[\x21-\x7e]{1,100}$/.test(subject))
    throw notKnown('token.invalid', 'The subject of the token must have 1 to 100 visible ASCII characters.');
  return { subject, roles: rolesIn(payload, rules.rolesClaim) };
};

const verified = async (token: string, { issuer, audience, findKey }: TokenRules): Promise<JWTPayload> => {
  try {
    const checks = { issuer, audience, algorithms, clockTolerance: leewaySeconds, requiredClaims: ['sub', 'exp'] };
    return (await jwtVerify(token, findKey, checks)).payload;
  } catch (error) {
    throw refusal(error);
  }
};

const refusal = (error: unknown): unknown => {
  if (error instanceof KeysAway)
    return unavailable('identity.unavailable', 'Who you are cannot be checked at the moment. Try again with the same token.', 2);
  if (error instanceof errors.JWTExpired) return notKnown('token.expired', 'The token has expired: get a new one.');
  if (error instanceof errors.JWTClaimValidationFailed)
    return notKnown('token.invalid', `The token is not for here, or not yet: its claim ${error.claim} does not fit.`);
  if (error instanceof errors.JOSEError) return notKnown('token.invalid', 'The token is not one of the issuer that is trusted here.');
  return error;
};

/** Roles that are not ours are passed over; so is a claim that is no list of words. */
export const rolesIn = (payload: JWTPayload, claim: string): ReadonlySet<Role> => {
  const found =
    payload[claim] ?? claim.split('.').reduce<unknown>((inside, name) => (inside as Record<string, unknown> | undefined)?.[name], payload);
  const words: unknown[] = typeof found === 'string' ? found.split(' ') : Array.isArray(found) ? found : [];
  return new Set(roles.filter((role) => words.includes(role)));
};
