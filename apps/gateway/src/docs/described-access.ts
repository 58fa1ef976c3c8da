import { problemResponse } from '@millrace/service-host';
import { type Access, accessOf } from '../access/access-table.js';

export interface EdgeRules {
  /** Identity is on: callers need a token and a role. */
  readonly identity: boolean;
  /** Requests of a client are counted. */
  readonly limited: boolean;
}

interface Operation {
  readonly description?: string;
  readonly responses?: Readonly<Record<string, unknown>>;
}

export const bearerScheme = {
  bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token of the identity provider of this installation.' },
};

/** An operation of the document with what the edge adds to it: who may use it, and how it refuses. What a service says of a status itself is kept. */
export const withAccess = (method: string, path: string, operation: object, rules: EdgeRules): object => {
  const access = accessOf(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'));
  if (!access) return operation;
  const { description, responses } = operation as Operation;
  const closed = rules.identity && access.who !== 'anybody';
  return {
    ...operation,
    ...(closed && { security: [{ bearer: [] }], description: [description, whoMay(access)].filter(Boolean).join('\n\n') }),
    responses: { ...refusals(closed ? access : undefined, rules), ...responses },
  };
};

const whoMay = ({ who, order }: Access): string => {
  const bound = order && who.includes('customer') ? ' Who is only a customer may for its own orders.' : '';
  return `For ${[who].flat().join(', ')}.${bound}`;
};

const refusals = (closed: Access | undefined, { limited }: EdgeRules): Record<string, unknown> => ({
  ...(closed?.order && {
    ...(closed.order.in === 'query' && refusal(400, { 'order.unnamed': 'A customer says which of its orders, once.' })),
    ...refusal(404, { 'order.unknown': 'There is no such order, or it is somebody else’s.' }),
  }),
  ...(closed && {
    ...refusal(401, {
      'token.missing': 'Send Authorization: Bearer <token>.',
      'token.expired': 'Get a new token.',
      'token.invalid': 'The token is not of the issuer that is trusted here, or not for this API.',
    }),
    ...refusal(403, { 'request.forbidden': 'The roles of the token are not enough.' }),
  }),
  ...(limited && refusal(429, { 'request.too-many': 'Wait as long as Retry-After says.' })),
});

const refusal = (code: number, problems: Readonly<Record<string, string>>): Record<string, unknown> => {
  const { status, ...response } = problemResponse(code, problems);
  return { [status]: response };
};
