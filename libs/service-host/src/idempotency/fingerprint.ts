import { createHash } from 'node:crypto';
import { canonicalJson } from '@millrace/decider';

/** The same for texts and JSON that say the same, in whatever order their fields are. */
export const fingerprintOf = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('base64url');
