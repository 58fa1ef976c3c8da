import { Problem, type ProblemDetail } from './problem.js';

/** A zod issue, as far as it is looked at; other Standard Schema libraries give only `message` and `path`. */
export interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
  readonly code?: string;
  readonly keys?: readonly string[];
  readonly values?: readonly unknown[];
  readonly errors?: readonly (readonly Issue[])[];
  readonly issues?: readonly Issue[];
  readonly discriminator?: string;
}

/**
 * 400 `request.invalid` or 422 `request.unacceptable`, decided by the codes of zod's issues:
 *
 * - 400, the request does not have the shape: `invalid_type` (wrong type, missing, 1.5 where an integer belongs), `unrecognized_keys`,
 *   `invalid_value` where not even the type fits, unions of which no branch has the shape, anything without a code;
 * - 422, the shape is right but a value is not acceptable: `too_small`, `too_big`, `not_multiple_of`, `invalid_format`, `custom`, `invalid_value`
 *   of the right type (an unknown word where one of several belongs).
 *
 * One issue of shape makes the whole request 400. Query, path and headers have no content: whatever is wrong there is 400.
 */
export const validationProblem = (issues: readonly Issue[], value: unknown, where: ProblemDetail['in']): Problem => {
  const errors = issues.flatMap((issue) => detailsOf(issue, where)).slice(0, 50);
  const malformed = where !== 'body' || issues.some((issue) => isAboutShape(issue, value));
  const [first] = errors;
  const summary = first ? `${first.pointer === '#' ? `The ${where}` : first.pointer}: ${first.detail}` : 'The request is not valid.';
  const detail = errors.length > 1 ? `${summary} (and ${errors.length - 1} more)` : summary;
  return malformed ? new Problem(400, 'request.invalid', detail, { errors }) : new Problem(422, 'request.unacceptable', detail, { errors });
};

const acceptableShape = new Set(['too_small', 'too_big', 'not_multiple_of', 'invalid_format', 'custom']);

const isAboutShape = (issue: Issue, value: unknown): boolean => {
  if (issue.code === undefined) return true;
  if (acceptableShape.has(issue.code)) return false;
  if (issue.code === 'invalid_value') {
    const found = at(value, keysOf(issue));
    return !issue.values?.some((allowed) => typeof allowed === typeof found);
  }
  if (issue.code === 'invalid_union') {
    // A discriminator that is there, but names no branch, is an unknown word and not a wrong shape.
    if (!issue.errors?.length) return typeof at(value, keysOf(issue)) !== 'string';
    const inner = at(value, keysOf(issue));
    return issue.errors.every((branch) => branch.some((nested) => isAboutShape(nested, inner)));
  }
  return issue.issues?.some((nested) => isAboutShape(nested, at(value, keysOf(issue)))) ?? true;
};

const detailsOf = (issue: Issue, where: ProblemDetail['in']): ProblemDetail[] => {
  const code = (issue.code ?? 'invalid').replaceAll('_', '-');
  const path = keysOf(issue);
  if (issue.code === 'unrecognized_keys' && issue.keys)
    return issue.keys.map((key) => ({ pointer: pointerOf([...path, key]), detail: 'is not a known field', code, in: where }));
  return [{ pointer: pointerOf(path), detail: issue.message, code, in: where }];
};

const keysOf = ({ path }: Issue): PropertyKey[] => (path ?? []).map((segment) => (typeof segment === 'object' ? segment.key : segment));

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (found, key) => (typeof found === 'object' && found !== null ? (found as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );

const pointerOf = (path: readonly PropertyKey[]): string =>
  `#${path.map((key) => `/${encodeURI(String(key).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('#', '%23')}`).join('')}`;
