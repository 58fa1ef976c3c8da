import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { validationProblem } from './validation-problem.js';

const statusOf = (schema: z.ZodType, value: unknown): number => {
  const parsed = schema.safeParse(value);
  if (parsed.success) throw new Error('was accepted');
  return validationProblem(parsed.error.issues, value, 'body').status;
};

const byKind = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('card'), number: z.string().min(4) }),
  z.strictObject({ kind: z.literal('cash') }),
]);

describe('a body is refused', () => {
  it.each([
    ['a list where an object belongs', z.strictObject({}), [], 400],
    ['null where a word belongs', z.strictObject({ a: z.string() }), { a: null }, 400],
    ['no discriminator', byKind, {}, 400],
    ['a branch of the wrong shape', byKind, { kind: 'card' }, 400],
    ['a union none of whose branches fits', z.union([z.string(), z.int()]), true, 400],
    ['an amount that is no safe integer', z.strictObject({ a: z.int() }), { a: 1e300 }, 422],
    ['an unknown discriminator', byKind, { kind: 'gold' }, 422],
    ['a branch of the right shape', byKind, { kind: 'card', number: '1' }, 422],
    ['a union of which a branch has the shape', z.union([z.string().min(3), z.int()]), 'a', 422],
    ['a bad format', z.strictObject({ at: z.iso.datetime() }), { at: 'tomorrow' }, 422],
    ['a broken rule of ours', z.strictObject({ a: z.string().refine((a) => a !== 'x', 'is x') }), { a: 'x' }, 422],
    ['a bad value in a record', z.record(z.string(), z.int().min(1)), { a: 0 }, 422],
  ] as const)('for %s', (_, schema, value, status) => {
    expect(statusOf(schema, value)).toBe(status);
  });
});

it('the pointer is a fragment that every client can resolve', () => {
  const problem = validationProblem([{ message: 'is bad', path: ['a/b', 'c~d', 0, 'ü #'], code: 'custom' }], {}, 'body');
  expect(problem.options.errors).toEqual([{ pointer: '#/a~1b/c~0d/0/%C3%BC%20%23', detail: 'is bad', code: 'custom', in: 'body' }]);
  expect(problem.detail).toContain('is bad');
});

it('a thousand mistakes make a bounded answer', () => {
  const issues = Array.from({ length: 1_000 }, (_, index) => ({ message: 'is bad', path: [index], code: 'custom' }));
  expect(validationProblem(issues, [], 'body').options.errors).toHaveLength(50);
});
