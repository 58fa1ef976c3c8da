import { createHash } from 'node:crypto';
import { canonicalJson } from '@millrace/decider';

/** Namespace of order ids. A storage format: another one would let a retry place a second order. */
const namespace = Buffer.from('6f2b0c2e8d1c4a5a9e63b0d6a3f1c857', 'hex');

/** UUID v5 of customer and idempotency key: a retry finds the order of the first attempt, whoever answers it. */
export const orderIdOf = (customerId: string, idempotencyKey: string): string => {
  const hash = createHash('sha1')
    .update(namespace)
    .update(JSON.stringify([customerId, idempotencyKey]))
    .digest()
    .subarray(0, 16);
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
};

/** The same for requests that say the same, in whatever order their fields are. */
export const fingerprintOf = (request: unknown): string => createHash('sha256').update(canonicalJson(request)).digest('hex');
