import type { FastifyRequest } from 'fastify';
import type { Admission } from '../access/admit.js';
import type { Role } from '../access/access-table.js';

/** Who asks, by a token that was checked. */
export interface Caller {
  /** `sub` of the token; 1 to 100 visible ASCII characters. A customer's orders have it as `customerId`. */
  readonly subject: string;
  readonly roles: ReadonlySet<Role>;
}

const callers = Symbol('gateway.caller');
interface Known {
  readonly caller: Caller;
  readonly admission: Admission;
}
type WithCaller = FastifyRequest & { [callers]?: Known };

export const remember = (request: FastifyRequest, known: Known): void => {
  (request as WithCaller)[callers] = known;
};

/** Undefined: nobody is known, because identity is off or the route is open to anybody. */
export const callerOf = (request: FastifyRequest): Caller | undefined => (request as WithCaller)[callers]?.caller;

/**
 * What services are told of the caller, beside the token that lets them believe it: who it is, and whether it may only see its own. Roles stay here, with
 * the table that gives them a meaning.
 */
export const callerHeaders = (request: FastifyRequest): Readonly<Record<string, string>> => {
  const known = (request as WithCaller)[callers];
  if (!known) return {};
  const { subject } = known.caller;
  return { 'millrace-actor': subject, ...(known.admission === 'own' && { 'millrace-customer': subject }) };
};
