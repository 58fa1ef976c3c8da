/** Something a service needs to be of use: its database, its subscriptions. */
export interface HealthCheck {
  readonly name: string;
  /** Answers what is worth knowing (plain JSON, no secrets); an error means: not ready. */
  check(): Promise<unknown>;
}

export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly detail?: unknown;
}

export interface HealthReport {
  readonly status: 'ready' | 'not-ready' | 'starting' | 'draining';
  readonly checks: readonly CheckResult[];
}

const checkTimeoutMs = 2_000;

/** What is known about this copy of the service: starting → started → draining, and its checks. */
export class HealthRegistry {
  private checks: HealthCheck[] = [];
  private phase: 'starting' | 'started' | 'draining' = 'starting';

  add(...checks: readonly HealthCheck[]): void {
    this.checks.push(...checks);
  }

  markStarted(): void {
    if (this.phase === 'starting') this.phase = 'started';
  }

  markDraining(): void {
    this.phase = 'draining';
  }

  get started(): boolean {
    return this.phase !== 'starting';
  }

  get draining(): boolean {
    return this.phase === 'draining';
  }

  /** Asks all checks at once, each at most 2 s. */
  async report(): Promise<HealthReport> {
    const checks = await Promise.all(this.checks.map(bounded));
    if (this.phase !== 'started') return { status: this.phase, checks };
    return { status: checks.every(({ ok }) => ok) ? 'ready' : 'not-ready', checks };
  }
}

const bounded = async (one: HealthCheck): Promise<CheckResult> => {
  const { name } = one;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NotReady(`no answer within ${checkTimeoutMs} ms`)), checkTimeoutMs);
  });
  try {
    const detail = await Promise.race([one.check(), late]);
    return { name, ok: true, ...(detail !== undefined && { detail }) };
  } catch (error) {
    // Health is open to everybody: the reason's kind, not a driver's message with hosts and users in it.
    return { name, ok: false, detail: error instanceof NotReady ? error.message : 'failed' };
  } finally {
    clearTimeout(timer);
  }
};

/** For checks: a reason that may be shown to everybody. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
}
