/**
 * The publisher's log is not the one this consumer has read from: another generation, or its head is below what was applied already (a restore to the past).
 * Going on would drop or mistake events, so the consumption stops until a person reconciles. A retry cannot help.
 */
export class DivergedError extends Error {
  override readonly name = 'DivergedError';
  readonly code = 'transport.diverged';
  constructor(
    readonly service: string,
    what: string,
  ) {
    super(`the log of ${service} has diverged: ${what}. Consumption stops; reconcile before going on`);
  }
}

/** The transport was not told how to reach this service's log. */
export class UnknownSource extends Error {
  override readonly name = 'UnknownSource';
  readonly code = 'transport.unknown-source';
  constructor(service: string, known: readonly string[]) {
    super(`this transport does not know the log of '${service}'; it knows ${known.length > 0 ? known.join(', ') : 'none'}`);
  }
}

/** The log did not answer in time. A retry may help. */
export class LogTimedOut extends Error {
  override readonly name = 'LogTimedOut';
  readonly code = 'transport.log-timed-out';
}

/** The publisher's log cannot be read now: its database is away, or refused. A retry may help; `cause` says what happened. */
export class LogUnavailable extends Error {
  override readonly name = 'LogUnavailable';
  readonly code = 'transport.log-unavailable';
  constructor(service: string, cause: unknown) {
    super(`the log of ${service} cannot be read: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`, { cause });
  }
}
