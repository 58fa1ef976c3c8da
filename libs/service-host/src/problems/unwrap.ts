import { isRejection, type Rejection } from '@millrace/decider';
import { Problem } from './problem.js';

/**
 * What was accepted, or the rejection thrown as a problem with the status of its code.
 * Does not compile when a code of the outcome has no status, or when a status is given for a code that cannot occur.
 */
export const unwrap = <Outcome, Code extends string>(
  outcome: Outcome | Rejection<Code>,
  statuses: { readonly [C in NoInfer<Code>]: number },
): Exclude<Outcome, Rejection<Code>> => {
  if (isRejection(outcome)) throw problemOfRejection(outcome, (statuses as Record<string, number>)[outcome.code] ?? 409);
  return outcome as Exclude<Outcome, Rejection<Code>>;
};

export const problemOfRejection = ({ code, message, details }: Rejection, status: number): Problem =>
  new Problem(status, code, message, details ? { details } : {});
