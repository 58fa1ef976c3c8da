import { titleOf } from './problem.js';

/** What a problem means and what to do about it, by code. */
export type Problems = Readonly<Record<string, string>>;
export type ProblemsByStatus = Readonly<Record<number, Problems>>;
/** Codes that say enough by themselves may be given as text: `'order.unknown, order.closed'`. */
export type GivenProblems = Readonly<Record<number, Problems | string>>;

/** What every endpoint can answer. */
export const always: ProblemsByStatus = {
  400: {
    'request.invalid': 'The request does not have the shape it must have; `errors` names each place.',
    'request.malformed': 'This cannot be read: broken JSON, a path with dots, a header that is none.',
  },
  503: {
    'service.draining': 'This copy of the service is stopping. Ask again, with the same Idempotency-Key.',
    'store.unavailable': 'The database cannot be reached at the moment. Ask again, with the same Idempotency-Key.',
  },
};

/** Where there is a body. */
export const ofBodies: ProblemsByStatus = {
  413: { 'body.too-large': 'The body is larger than 1 MiB.' },
  415: { 'body.unsupported-media-type': 'Bodies are application/json.' },
  422: { 'request.unacceptable': 'The shape is right, but a value is not acceptable; `errors` names each place.' },
};

/** Where an Idempotency-Key is taken. */
export const ofKeys: ProblemsByStatus = {
  400: { 'idempotency-key.invalid': 'A key has 1 to 200 visible ASCII characters, in quotes or bare.' },
  409: { 'idempotency.in-progress': 'A request with this key is still being worked on. Ask again for its answer.' },
  422: { 'idempotency.key-reused': 'This key was used for another request: take a new key.' },
};

/** Where a Consistency-Token is taken. */
export const ofTokens: ProblemsByStatus = {
  400: { 'consistency-token.invalid': 'Send the Consistency-Token of an earlier answer unchanged, or none.' },
  503: { 'consistency.stale': 'With `Prefer: handling=strict`: what the token covers has not been seen here in time. Ask again.' },
};

/** Where a resource has an ETag. */
export const ofConditions: ProblemsByStatus = {
  400: { 'precondition.malformed': 'If-Match and If-None-Match take the ETag of an earlier answer, quotes included, or *.' },
};

export const ofConditionalWrites: ProblemsByStatus = {
  412: { 'precondition.failed': 'It has changed since you read it: read it again, and decide again.' },
};

export const ofRequiredConditions: ProblemsByStatus = {
  428: { 'precondition.required': 'Send the ETag of what you read as If-Match: it may have changed meanwhile.' },
};

/** Where there are pages. */
export const ofLists: ProblemsByStatus = {
  400: { 'cursor.invalid': 'Send nextCursor of the page before unchanged, with the same filters, or none.' },
};

const explained = (problems: Problems | string): Problems =>
  typeof problems === 'string' ? Object.fromEntries(problems.split(/, */).map((code) => [code, `${titleOf(code, 0)}.`])) : problems;

export const together = (...parts: readonly GivenProblems[]): ProblemsByStatus => {
  const all: Record<number, Problems> = {};
  for (const part of parts)
    for (const [status, problems] of Object.entries(part)) all[Number(status)] = { ...all[Number(status)], ...explained(problems) };
  return all;
};
