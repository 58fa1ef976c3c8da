import { HttpException } from '@nestjs/common';
import { VersionVectorError } from '@millrace/decider';
import { CommitUnknown, ContentRefused, StoreUnavailable } from '@millrace/event-store';
// Not through the index: services without a database load no driver.
import { isConnectionLost } from '@millrace/postgres/connection-errors';
import { Problem, unavailable } from './problem.js';

/** What Fastify and Nest refuse by themselves, by status: their own codes are not ours to promise. */
const codes: Readonly<Record<number, string>> = {
  400: 'request.malformed',
  401: 'request.unauthenticated',
  403: 'request.forbidden',
  404: 'not-found',
  405: 'method.not-allowed',
  406: 'request.not-acceptable',
  408: 'request.timeout',
  413: 'body.too-large',
  415: 'body.unsupported-media-type',
  429: 'request.too-many',
  431: 'headers.too-large',
};

/** The problem an error means to a client. What nobody foresaw is a 500 without a word about its inside. */
export const problemOf = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof StoreUnavailable || error instanceof CommitUnknown || isConnectionLost(error))
    return unavailable('store.unavailable', 'The database cannot be reached at the moment. Try again; use an Idempotency-Key to be safe.');
  if (error instanceof ContentRefused) return new Problem(422, error.code, error.message);
  if (error instanceof VersionVectorError)
    return new Problem(400, 'consistency-token.invalid', 'The Consistency-Token comes from another installation. Leave it out.', {
      cause: error,
    });
  const refused = statusOf(error);
  // The router's word for a parameter that is longer than any id: no other path is too long, so it is a parameter like any that is wrong.
  if (refused?.status === 414) return new Problem(400, 'request.invalid', 'A part of the path is too long.');
  if (refused !== undefined) return new Problem(refused.status, codes[refused.status] ?? 'request.refused', refused.message);
  return new Problem(500, 'internal', 'Something went wrong on our side. The trace id finds it in the logs.', { cause: error });
};

/** Only refusals (4xx) speak for themselves: a 5xx of a library may carry internals. */
const statusOf = (error: unknown): { status: number; message: string } | undefined => {
  if (!(error instanceof Error)) return undefined;
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' && status >= 400 && status < 500 ? { status, message: error.message } : undefined;
};
