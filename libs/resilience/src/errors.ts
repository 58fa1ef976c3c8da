/** The call was not made, or was given up, by a policy. `retryable`: asking again later, unchanged, may succeed. */
export abstract class PolicyError extends Error {
  abstract readonly code: string;
  abstract readonly retryable: boolean;
}

/** The time that the caller gave is over. What was asked may still be going on where it was asked. */
export class DeadlineExceeded extends PolicyError {
  override readonly name = 'DeadlineExceeded';
  readonly code = 'call.deadline-exceeded';
  readonly retryable = false;
  constructor(what: string) {
    super(`${what}: the caller's time is over; give it more time, or ask for less`);
  }
}

/** One attempt took longer than it may. */
export class TimedOut extends PolicyError {
  override readonly name = 'TimedOut';
  readonly code = 'call.timed-out';
  readonly retryable = true;
  constructor(readonly afterMs: number) {
    super(`no answer within ${Math.round(afterMs)} ms`);
  }
}

/** As many calls as may be are under way and waiting already. Nothing was sent. */
export class BulkheadFull extends PolicyError {
  override readonly name = 'BulkheadFull';
  readonly code = 'call.bulkhead-full';
  readonly retryable = true;
  constructor(dependency: string, concurrent: number, queue: number) {
    super(`${dependency}: ${concurrent} calls are under way and ${queue} wait; try again when some have ended`);
  }
}

/** Calls to this target have failed lately, and the next probe is not due or under way. Nothing was sent. */
export class BreakerOpen extends PolicyError {
  override readonly name = 'BreakerOpen';
  readonly code = 'call.breaker-open';
  readonly retryable = true;
  constructor(target: string) {
    super(`${target} failed too often lately and is left alone for a while; ask another instance, or later`);
  }
}

/** The header that says how much time is left cannot be read: a mistake of whoever sent it (400). */
export class DeadlineMalformed extends PolicyError {
  override readonly name = 'DeadlineMalformed';
  readonly code = 'request.timeout-malformed';
  readonly retryable = false;
  constructor(header: string, text: string) {
    super(`${header} is '${text.slice(0, 40)}'; give whole milliseconds, e.g. 1500, or leave it out`);
  }
}

/** A policy that means nothing, found when it is declared. */
export class PolicyInvalid extends PolicyError {
  override readonly name = 'PolicyInvalid';
  readonly code = 'policy.invalid';
  readonly retryable = false;
  constructor(dependency: string, problems: readonly string[]) {
    super(`the policy of '${dependency}': ${problems.join('; ')}`);
  }
}
