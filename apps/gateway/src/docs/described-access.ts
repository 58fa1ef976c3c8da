import { problemResponse } from '@millrace/service-host';
import { type Access, accessOf } from '../access/access-table.js';
import { problemOfLostAnswer, problemsOfAway } from '../proxy/service-away.js';

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
    responses: together(responses ?? {}, ...refusals(closed ? access : undefined, rules), ...(access.at ? ofServices(method) : [])),
  };
};

const whoMay = ({ who, order }: Access): string => {
  const bound = order && who.includes('customer') ? ' Who is only a customer may for its own orders.' : '';
  return `For ${[who].flat().join(', ')}.${bound}`;
};

/** What the edge says, status by status. */
const refusals = (closed: Access | undefined, { limited }: EdgeRules): Refusal[] => [
  ...(closed?.order?.in === 'query' ? [problemResponse(400, { 'order.unnamed': 'A customer says which of its orders, once.' })] : []),
  ...(closed?.order ? [problemResponse(404, { 'order.unknown': 'There is no such order, or it is somebody else’s.' })] : []),
  ...(closed
    ? [
        problemResponse(401, {
          'token.missing': 'Send Authorization: Bearer <token>.',
          'token.expired': 'Get a new token.',
          'token.invalid': 'The token is not of the issuer that is trusted here, or not for this API.',
        }),
        problemResponse(403, { 'request.forbidden': 'The roles of the token are not enough.' }),
      ]
    : []),
  ...(limited ? [problemResponse(429, { 'request.too-many': 'Wait as long as Retry-After says.' })] : []),
];

/** What the edge says of services that are away. */
const ofServices = (method: string): Refusal[] => [
  problemResponse(503, { ...problemsOfAway, ...(method !== 'get' && problemOfLostAnswer) }),
];

type Refusal = ReturnType<typeof problemResponse>;

interface Described {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly examples?: object }>>;
}

/** The services' own answers, and what the edge adds: where both refuse with one status, the examples of both. */
const together = (own: Readonly<Record<string, unknown>>, ...added: readonly Refusal[]): Record<string, unknown> => {
  const all: Record<string, unknown> = { ...own };
  for (const { status, ...response } of added) {
    const known = (all[status] ?? {}) as Described;
    const type = 'application/problem+json';
    const examples = { ...response.content[type].examples, ...known.content?.[type]?.examples };
    const description = [known.description, response.description].filter(Boolean).join(', ');
    all[status] = { ...response, ...known, description, content: { [type]: { ...response.content[type], examples } } };
  }
  return all;
};
