import { createHmac, timingSafeEqual } from 'node:crypto';
import { type VersionVector, VersionVectorError } from '@millrace/decider';
import { compactOf, vectorOf } from './compact-vector.js';
import type { TokenForm } from './consistency-tokens.js';

/** Of this form: another one gets another prefix, so that tokens that are out there can be told apart. */
const prefix = 'v1.';
const sealBytes = 16;

/**
 * Tokens for clients: short, and sealed with a key, so that nobody can claim to have seen what has not happened. (It would be recorded as a cause of what they
 * do, and consumers would wait for it for ever.) The same vector is the same token. The first key seals; tokens of the others are still read, so that a key can be changed.
 */
export const sealedTokens = (keys: readonly [string, ...string[]]): TokenForm => {
  const secrets = keys.map((key) => createHmac('sha256', key).update('millrace consistency token').digest());
  return {
    read: (text) => unsealed(text, secrets),
    write: (vector) => {
      const content = compactOf(vector);
      return prefix + Buffer.concat([sealOf(content, secrets[0]!), content]).toString('base64url');
    },
  };
};

const unsealed = (text: string, secrets: readonly Buffer[]): VersionVector => {
  const bytes = Buffer.from(text.slice(prefix.length), 'base64url');
  // Text that is not exactly what these bytes are written as is not ours, even if it can be read.
  const readable = text.startsWith(prefix) && bytes.toString('base64url') === text.slice(prefix.length) && bytes.length > sealBytes;
  const [seal, content] = [bytes.subarray(0, sealBytes), bytes.subarray(sealBytes)];
  if (!readable || !secrets.some((secret) => timingSafeEqual(sealOf(content, secret), seal)))
    throw new VersionVectorError('this token was not made here');
  return vectorOf(content);
};

const sealOf = (content: Buffer, secret: Buffer): Buffer => createHmac('sha256', secret).update(content).digest().subarray(0, sealBytes);
