import type { IncomingHttpHeaders } from 'node:http';

/** Nothing else of a client reaches a service: no Authorization, no Cookie, no Millrace-Actor, no Forwarded. Its Consistency-Token is unsealed here. */
const toService = ['accept', 'content-type', 'idempotency-key', 'if-match', 'if-none-match', 'last-event-id', 'prefer'];

/** Trace headers and the merged Consistency-Token are the gateway's own. */
const toClient = [
  'allow',
  'cache-control',
  'consistency',
  'content-type',
  'etag',
  'idempotency-replayed',
  'last-modified',
  'link',
  'location',
  'preference-applied',
  'retry-after',
  'vary',
];

const pick = (headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.flatMap((name) => (typeof headers[name] === 'string' ? [[name, headers[name]]] : [])));

export const requestHeaders = (headers: IncomingHttpHeaders): Record<string, string> => pick(headers, toService);
export const responseHeaders = (headers: IncomingHttpHeaders): Record<string, string> => pick(headers, toClient);

/** A path that stays below its prefix, however a service normalises it: it is asked with the token of the installation. */
export const isSafePath = (url: string): boolean =>
  !url
    .split('?', 1)[0]!
    .replaceAll(/%2e/gi, '.')
    .split(/\/|%2f|\\|%5c/i)
    .some((segment) => segment === '.' || segment === '..');
