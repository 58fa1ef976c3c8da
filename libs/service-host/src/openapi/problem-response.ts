import { titleOf } from '../problems/problem.js';
import type { Problems } from '../problems/usual-problems.js';

/** A response of an OpenAPI document: a problem, with an example for each code. */
export const problemResponse = (status: number, problems: Problems) => ({
  status,
  description: Object.keys(problems).join(', '),
  content: {
    'application/problem+json': {
      schema: { $ref: '#/components/schemas/Problem' },
      examples: Object.fromEntries(Object.entries(problems).map(([code, detail]) => [code, example(status, code, detail)])),
    },
  },
  ...(status === 503 || status === 429
    ? { headers: { 'Retry-After': { description: 'Seconds.', schema: { type: 'string' as const } } } }
    : {}),
});

const example = (status: number, code: string, detail: string) => ({
  summary: detail,
  value: {
    type: `/problems/${code}`,
    title: titleOf(code, status),
    status,
    detail,
    instance: '/api/…',
    code,
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
  },
});
