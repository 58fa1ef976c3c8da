import { Problem } from '../problems/problem.js';

const form = /^[\x21-\x7e]{1,200}$/;

/**
 * The `Idempotency-Key` of a request, or undefined. As the IETF draft has it, a string in quotes (`"7d3…"`), or bare: both are the same key.
 * Throws `idempotency-key.invalid`, or `.missing` when `required`.
 */
export const idempotencyKeyOf = (header: string | undefined, required = false): string | undefined => {
  if (header === undefined) {
    if (required) throw new Problem(400, 'idempotency-key.missing', 'Send an Idempotency-Key, the same for every retry of this request.');
    return undefined;
  }
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header.trim());
  const key = quoted ? quoted[1]!.replaceAll(/\\(["\\])/g, '$1') : header;
  if (!form.test(key))
    throw new Problem(400, 'idempotency-key.invalid', 'An Idempotency-Key has 1 to 200 visible ASCII characters and no space.');
  return key;
};
