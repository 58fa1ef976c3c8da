import { Histogram } from './histogram.js';

/**
 * What became of a request. `good`: accepted, and in time. `late`: accepted, not in time. `looked`: accepted, of a client that only waits (it asks
 * again and again, so it says nothing about what can be served). `refused`: 429 or 503, the target protecting itself. `failed`: anything else.
 */
export const fates = ['good', 'late', 'looked', 'refused', 'failed'] as const;
export type Fate = (typeof fates)[number];

/** Milliseconds are counted from the beginning of the run. */
export interface Outcome {
  readonly step: string;
  readonly intendedAt: number;
  readonly endedAt: number;
  readonly accepted: boolean;
  /** A look of a client that waits for something. */
  readonly isLook: boolean;
  readonly status: number;
  readonly problem: string | undefined;
  /** The answer says itself that it may be older than what the client has seen. */
  readonly markedStale: boolean;
}

export interface Violation {
  readonly kind: string;
  readonly atMs: number;
  readonly client: number;
  readonly what: string;
}

export interface Second {
  readonly fates: Record<Fate, number>;
  /** Of what was accepted, by the second in which it was meant to begin. */
  readonly latency: Histogram;
  readonly errors: Map<string, number>;
  offered: number;
  markedStale: number;
  violations: number;
}

export interface StepFigures {
  readonly fates: Record<Fate, number>;
  readonly latency: Histogram;
}

/** What people are shown of violations; all of them are counted. */
const keptViolations = 50;

/** Everything one run has seen. Plain counting; nothing here waits or asks. */
export class Recorder {
  readonly clients = { offered: 0, started: 0, finished: 0, missed: 0 };
  /** Waits of accepted requests, each from the moment it was meant to begin. */
  readonly latency = new Histogram();
  /** How late clients were started: this generator's own fault. */
  readonly lateness = new Histogram();
  /** From an order's placing to the end its client saw. */
  readonly journeys = new Histogram();
  readonly ends = new Map<string, number>();
  readonly steps = new Map<string, StepFigures>();
  readonly seconds: Second[] = [];
  readonly errors = new Map<string, number>();
  readonly violations: Violation[] = [];
  readonly totals = noFates();
  violationCount = 0;
  markedStale = 0;
  /** Asked, and given up by us at the end. */
  unanswered = 0;

  constructor(readonly sloMs: number) {}

  get answered(): number {
    return fates.reduce((sum, fate) => sum + this.totals[fate], 0);
  }

  offered(atMs: number): void {
    this.clients.offered++;
    this.second(atMs).offered++;
  }

  started(lateMs: number): void {
    this.clients.started++;
    this.lateness.record(lateMs);
  }

  request(outcome: Outcome): void {
    const { step, intendedAt, endedAt, markedStale } = outcome;
    const fate = this.fateOf(outcome);
    const figures = this.step(step);
    const second = this.second(endedAt);
    for (const counted of [this.totals, figures.fates, second.fates]) counted[fate]++;
    if (outcome.accepted)
      for (const latency of [this.latency, figures.latency, this.second(intendedAt).latency]) latency.record(endedAt - intendedAt);
    else
      for (const errors of [this.errors, second.errors])
        count(errors, [outcome.status || undefined, outcome.problem].filter(Boolean).join(' '));
    if (markedStale) {
      this.markedStale++;
      second.markedStale++;
    }
  }

  violation(violation: Violation): void {
    this.violationCount++;
    this.second(violation.atMs).violations++;
    if (this.violations.length < keptViolations) this.violations.push(violation);
  }

  journeyEnded(status: string, tookMs: number): void {
    this.journeys.record(tookMs);
    count(this.ends, status);
  }

  journeyLeft(): void {
    count(this.ends, 'not ended');
  }

  private fateOf({ accepted, isLook, status, intendedAt, endedAt }: Outcome): Fate {
    if (!accepted) return status === 429 || status === 503 ? 'refused' : 'failed';
    if (isLook) return 'looked';
    return endedAt - intendedAt <= this.sloMs ? 'good' : 'late';
  }

  private step(name: string): StepFigures {
    const figures = this.steps.get(name) ?? { fates: noFates(), latency: new Histogram() };
    this.steps.set(name, figures);
    return figures;
  }

  private second(atMs: number): Second {
    const index = Math.max(0, Math.floor(atMs / 1000));
    while (this.seconds.length <= index)
      this.seconds.push({ fates: noFates(), latency: new Histogram(), errors: new Map(), offered: 0, markedStale: 0, violations: 0 });
    return this.seconds[index]!;
  }
}

const noFates = (): Record<Fate, number> => ({ good: 0, late: 0, looked: 0, refused: 0, failed: 0 });

const count = (counts: Map<string, number>, what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
