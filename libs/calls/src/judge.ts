import type { Judge } from '@millrace/resilience';
import { TimedOut } from '@millrace/resilience';
import { AttemptFailed, type ServiceAnswer } from './ask.js';

/** A timeout that came early because the caller had little time left: it says nothing about the instance. */
export class CutShort extends Error {
  override readonly name = 'CutShort';
}

/** These come from an instance that is stopping, overloaded or cut off from its database. A 500 is a mistake in one endpoint, not a sick instance. */
const sick = new Set([502, 503, 504]);

/** What speaks against an instance. */
export const judge: Judge<ServiceAnswer> = {
  error: (error) => error instanceof TimedOut || error instanceof AttemptFailed,
  value: ({ status }) => sick.has(status),
};

/** A copy that is stopping has done nothing of what was asked; any other 503 may have. */
export const neverBegan = ({ status, body }: ServiceAnswer): boolean => status === 503 && body.includes('"code":"service.draining"');
