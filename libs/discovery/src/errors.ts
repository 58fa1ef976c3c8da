/** The server behind a discovery cannot be asked, or refuses. A retry may help. */
export class DiscoveryUnavailable extends Error {
  override readonly name = 'DiscoveryUnavailable';
  readonly code = 'discovery.unavailable';
  readonly retryable = true;
  constructor(what: string, cause: unknown) {
    super(`${what}: ${reasonOf(cause)}`, { cause });
  }
}

/** The discovery was closed; make a new one. */
export class DiscoveryClosed extends Error {
  override readonly name = 'DiscoveryClosed';
  readonly code = 'discovery.closed';
  readonly retryable = false;
  constructor() {
    super('this discovery is closed; open a new one');
  }
}

/** An instance nobody could call or keep: refused before it is announced. */
export class InstanceInvalid extends Error {
  override readonly name = 'InstanceInvalid';
  readonly code = 'discovery.instance-invalid';
  readonly retryable = false;
}

/** What happened, in a line. fetch says only "fetch failed"; why is in its cause. */
export const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  const because = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : undefined;
  return [error.message || error.name, because].filter(Boolean).join(': ');
};
