import { type Place, VersionVector } from '@millrace/decider';
import type { Watermarks } from './ports.js';

/** What this process has done for a subscription since it started. */
export interface ProgressCounts {
  /** Batches (one per shard) committed. */
  readonly batches: number;
  /** Positions that were delivered again and dropped, since they were applied already. */
  readonly duplicates: number;
  /** Deliveries refused by the fence: another instance had moved the watermark. */
  readonly fenced: number;
  /** Sources whose log is not the one this subscription has read from, with what is wrong: it has stopped there, until a person reconciles. */
  readonly diverged: Readonly<Record<string, string>>;
}

/** What a subscription has applied, as far as this process knows, and how to wait for more. */
export class SubscriptionProgress {
  private known = VersionVector.empty;
  private readonly waiting = new Set<() => void>();
  private readonly counted = { batches: 0, duplicates: 0, fenced: 0 };
  private readonly divergences: Record<string, string> = {};

  constructor(
    private readonly subscription: string,
    private readonly watermarks: Watermarks,
  ) {}

  get applied(): VersionVector {
    return this.known;
  }

  get counts(): ProgressCounts {
    return { ...this.counted, diverged: { ...this.divergences } };
  }

  /** Positions that came again and were dropped. */
  dropped(positions: number): void {
    this.counted.duplicates += positions;
  }

  /** The consumption of this source has ended. */
  diverged(source: string, why: string): void {
    this.divergences[source] = why;
  }

  /** A delivery was refused: another instance had done its work. */
  fenced(): void {
    this.counted.fenced++;
  }

  advanced(places: readonly Place[]): void {
    this.counted.batches += places.length;
    this.known = this.known.with(...places);
    for (const wake of [...this.waiting]) wake();
  }

  /**
   * True as soon as the subscription has applied all of `vector`, by this process or another copy; false after `timeoutMs`.
   * Never polls faster than every 5 ms: other copies' progress shows only in the database.
   */
  async waitFor(vector: VersionVector, timeoutMs: number): Promise<boolean> {
    if (this.known.covers(vector)) return true;
    const deadline = performance.now() + timeoutMs;
    for (let pause = 5; ; pause = Math.min(pause * 2, 100)) {
      this.known = this.known.merge(await this.watermarks.read(this.subscription));
      if (this.known.covers(vector)) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.nextAdvance(Math.min(pause, left));
      if (this.known.covers(vector)) return true;
    }
  }

  private nextAdvance(atMostMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, atMostMs);
      this.waiting.add(wake);
    });
  }
}
