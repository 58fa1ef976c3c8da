import { type Attempt, type Claim, type IdempotencyKeys, type KeptAnswer, type KeyedRequest, keyLifeMs } from './idempotency-keys.js';

interface Known {
  readonly fingerprint: string;
  readonly attempt: Attempt;
  readonly since: number;
  readonly running: boolean;
  readonly answer?: KeptAnswer;
}

/** For one process that keeps nothing. */
export class InMemoryIdempotencyKeys implements IdempotencyKeys {
  private readonly known = new Map<string, Known>();

  constructor(private readonly now: () => number) {}

  claim({ id, fingerprint, commandId }: KeyedRequest): Promise<Claim> {
    this.sweep();
    const found = this.known.get(id);
    if (found && found.fingerprint !== fingerprint) return Promise.resolve({ kind: 'other-request' });
    if (found?.answer) return Promise.resolve({ kind: 'answered', answer: found.answer });
    if (found?.running) return Promise.resolve({ kind: 'running' });
    const attempt = { id, commandId: found?.attempt.commandId ?? commandId, number: (found?.attempt.number ?? 0) + 1 };
    this.known.set(id, { fingerprint, attempt, since: found?.since ?? this.now(), running: true });
    return Promise.resolve({ kind: 'claimed', attempt });
  }

  keep(attempt: Attempt, answer: KeptAnswer): Promise<KeptAnswer | undefined> {
    this.ended(attempt, answer);
    return Promise.resolve(answer);
  }

  release(attempt: Attempt): Promise<void> {
    this.ended(attempt);
    return Promise.resolve();
  }

  private ended(attempt: Attempt, answer?: KeptAnswer): void {
    const found = this.known.get(attempt.id);
    if (found) this.known.set(attempt.id, { ...found, running: false, ...(answer && { answer }) });
  }

  /** Keys stand in the order of their first use. */
  private sweep(): void {
    for (const [id, { since }] of this.known) {
      if (since > this.now() - keyLifeMs) return;
      this.known.delete(id);
    }
  }
}
