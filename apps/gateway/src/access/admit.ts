import { Problem } from '@millrace/service-host';
import type { Caller } from '../identity/caller.js';
import type { Access } from './access-table.js';

/** How far a request may go. `own`: only where its caller's own orders are concerned. */
export type Admission = 'all' | 'own';

/**
 * Throws `token.missing` (401) where nobody is known, `request.forbidden` (403) where no role of the caller is enough. A caller with several roles has the
 * rights of all: only who may this as a customer, and as nothing else, is bound to its own orders.
 */
export const admit = ({ who }: Access, caller: Caller | undefined): Admission => {
  if (who === 'anybody') return 'all';
  if (!caller) throw notKnown('token.missing', 'Send Authorization: Bearer <token>, with a token of your identity provider.');
  const enough = who.filter((role) => caller.roles.has(role));
  if (enough.length === 0)
    throw new Problem(
      403,
      'request.forbidden',
      `This is for the role ${who.join(' or ')}; yours: ${[...caller.roles].join(', ') || 'none'}.`,
    );
  return enough.every((role) => role === 'customer') ? 'own' : 'all';
};

/** 401, with what RFC 6750 wants said. */
export const notKnown = (code: string, detail: string): Problem => {
  const challenge =
    code === 'token.missing' ? 'Bearer' : `Bearer error="invalid_token", error_description="${detail.replaceAll(/["\\]/g, "'")}"`;
  return new Problem(401, code, detail, { headers: { 'www-authenticate': challenge } });
};
