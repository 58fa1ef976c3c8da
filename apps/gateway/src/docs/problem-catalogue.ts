import { z } from 'zod';

export const problemCode = z.string().regex(/^[a-z0-9.-]{1,100}$/, 'must be the code of a problem');

/** What a problem's `type` leads to. */
export interface ExplainedProblem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  /** May the same request succeed later? */
  readonly retry: string;
  /** Which requests can be answered so; empty: any. */
  readonly operations: readonly string[];
}

/** What is told before a request has reached anything that a document describes. */
const elsewhere: readonly [code: string, status: number, meaning: string][] = [
  ['route.unknown', 404, 'There is nothing at this path.'],
  ['problem.unknown', 404, 'There is no problem of this name.'],
  ['method.not-allowed', 405, 'The path does not answer this method; `Allow` says which it does.'],
  ['request.timeout', 408, 'The request did not arrive completely in time.'],
  ['headers.too-large', 431, 'The headers are larger than 32 KiB together.'],
  ['internal', 500, 'Something went wrong on our side. The trace id finds it in the logs.'],
];

interface Example {
  readonly value?: { readonly code?: string; readonly title?: string; readonly detail?: string };
}
interface Operation {
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, Example>> }>> }>
  >;
}

/** Every problem by its code: those that the document of the API has as examples, and those that are told elsewhere. */
export const problemCatalogue = (document: {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}): ReadonlyMap<string, ExplainedProblem> => {
  const found = new Map<string, ExplainedProblem>();
  const add = (code: string, status: number, meaning: string, operation?: string): void => {
    const known = found.get(code);
    const operations = [...(known?.operations ?? []), ...(operation === undefined ? [] : [operation])];
    found.set(code, { code, status, title: titleOf(code), meaning: known?.meaning ?? meaning, retry: retryOf(status), operations });
  };
  for (const [code, status, meaning] of elsewhere) add(code, status, meaning);
  for (const [path, operations] of Object.entries(document.paths ?? {}))
    for (const [method, operation] of Object.entries(operations))
      for (const { code, status, meaning } of examplesOf(operation as Operation))
        add(code, status, meaning, `${method.toUpperCase()} ${path}`);
  return found;
};

const examplesOf = ({ responses = {} }: Operation): { code: string; status: number; meaning: string }[] =>
  Object.entries(responses).flatMap(([status, { content }]) =>
    Object.entries(content?.['application/problem+json']?.examples ?? {}).map(([code, { value }]) => ({
      code,
      status: Number(status),
      meaning: value?.detail ?? '',
    })),
  );

const titleOf = (code: string): string => {
  const words = code.replaceAll(/[.-]/g, ' ');
  return words[0]!.toUpperCase() + words.slice(1);
};

const retryOf = (status: number): string => {
  if (status === 503 || status === 429) return 'Yes, after Retry-After; a POST with the same Idempotency-Key.';
  if (status === 409)
    return 'When what stands in the way has changed. The same Idempotency-Key gets this answer again, except for idempotency.in-progress.';
  if (status === 412 || status === 428) return 'After reading again, with the new ETag and a new Idempotency-Key.';
  if (status >= 500) return 'Perhaps; a POST with the same Idempotency-Key.';
  return 'No: another request is needed.';
};
