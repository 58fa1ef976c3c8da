import { PolicyError } from '@millrace/resilience';

export type AwayCode =
  | 'call.unreachable'
  | 'call.answer-lost'
  | 'call.timed-out'
  | 'call.deadline-exceeded'
  | 'call.bulkhead-full'
  | 'call.breaker-open'
  | 'call.no-instance';

const words: Readonly<Record<AwayCode, string>> = {
  'call.unreachable': 'cannot be reached',
  'call.answer-lost': 'broke off before it answered',
  'call.timed-out': 'did not answer in time',
  'call.deadline-exceeded': 'did not answer before the deadline',
  'call.bulkhead-full': 'has too many calls waiting already',
  'call.breaker-open': 'failed too often lately and is left alone for a moment',
  'call.no-instance': 'has no instance that is known',
};

/** The service could not be asked, or its answer was lost. `sent`: it may have received, and done, what was asked. */
export class ServiceAway extends Error {
  override readonly name = 'ServiceAway';
  constructor(
    readonly service: string,
    readonly code: AwayCode,
    readonly sent: boolean,
    /** Whether asking again later is safe and may help. */
    readonly retryable: boolean,
    cause?: unknown,
  ) {
    super(`${service} ${words[code]}`, { cause });
  }

  get timedOut(): boolean {
    return this.code === 'call.timed-out' || this.code === 'call.deadline-exceeded';
  }
}

/** The code of what a policy refused or gave up; undefined for any other error. */
export const codeOfPolicy = (error: unknown): AwayCode | undefined =>
  error instanceof PolicyError && error.code in words ? (error.code as AwayCode) : undefined;
