import { contextOf } from '@millrace/service-host';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerOf, remember, type Caller } from '../identity/caller.js';
import type { Identify } from '../identity/identity.js';
import type { OrderOwners } from '../identity/order-owners.js';
import { type Access, accessOf } from './access-table.js';
import { admit } from './admit.js';

export interface GuardTools {
  /** Undefined: identity is off, everybody may everything. */
  readonly identify: Identify | undefined;
  readonly owners: OrderOwners;
  /** Counts the request as one of this client; throws 429. */
  readonly count: (request: FastifyRequest, caller: Caller | undefined) => void;
}

/**
 * Before any route is registered: a route nobody has said who may use throws here, so that the gateway does not start with it. Then before every request, as soon as
 * its headers are there: who asks, is it too often, may they do this, is the order theirs.
 */
export const addGuard = (fastify: FastifyInstance, tools: GuardTools): void => {
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat())
      if (url !== '*' && url !== '/*' && !accessOf(one, url))
        throw new Error(`${one} ${url} is not in the table of access (access-table.ts)`);
  });
  fastify.addHook('onRequest', async (request) => {
    const access = request.is404 ? undefined : accessOf(request.method, request.routeOptions.url!);
    await identified(request, access, tools);
    if (access && tools.identify) await pass(request, access, tools);
  });
};

/** A token that is refused counts as a request of its address: guessing is limited too. */
const identified = async (request: FastifyRequest, access: Access | undefined, { identify, count }: GuardTools): Promise<void> => {
  if (!identify || !access || access.who === 'anybody') return count(request, undefined);
  let caller: Caller | undefined;
  try {
    caller = await identify(request);
  } catch (error) {
    count(request, undefined);
    throw error;
  }
  if (caller) remember(request, { caller, admission: 'own' });
  count(request, caller);
};

const pass = async (request: FastifyRequest, access: Access, { owners }: GuardTools): Promise<void> => {
  const caller = callerOf(request);
  const admission = admit(access, caller);
  if (!caller) return;
  remember(request, { caller, admission });
  if (admission === 'own' && access.order) {
    const named = (request[access.order.in] as Readonly<Record<string, unknown>>)[access.order.name];
    await owners.mustBe(caller.subject, named, contextOf(request).traceparent);
  }
};
