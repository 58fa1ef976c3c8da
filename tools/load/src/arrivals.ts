/**
 * Who arrives when: a constant rate, evenly spaced, decided before anything is sent. Nothing that happens to a client delays the next one (an open
 * loop), and each one's waiting is counted from the moment it was meant to begin, so that a target that stands still is not spared what it missed.
 */
export class Arrivals {
  /** How many there are altogether. */
  readonly total: number;

  /** @param rate arrivals a second */
  constructor(
    readonly rate: number,
    durationMs: number,
  ) {
    this.total = Math.round((rate * durationMs) / 1000);
  }

  /** Milliseconds from the beginning. The first arrives at once. */
  intendedAt(index: number): number {
    return (index * 1000) / this.rate;
  }

  /** How many should have arrived by now. */
  dueBy(elapsedMs: number): number {
    if (elapsedMs < 0) return 0;
    // The small part: 1000 / rate is seldom exact, and an arrival is not late by a rounding.
    return Math.min(this.total, Math.floor((elapsedMs * this.rate) / 1000 + 1e-6) + 1);
  }
}
