/**
 * Stamps that respect causality and stay near wall time (Kulkarni et al., "Logical Physical Clocks", 2014). Text form: 12 hex digits of
 * milliseconds, 4 of a counter; it sorts as text. Only for drawing one timeline across services: order is decided by positions and vectors.
 */
export class HybridLogicalClock {
  private millis = 0;
  private counter = 0;

  /** `maxDriftMs`: stamps from further ahead than this are not adopted, so that one broken clock cannot drag all others along. */
  constructor(
    private readonly now: () => number,
    private readonly maxDriftMs = 60_000,
  ) {}

  /** A stamp later than every earlier one of this clock and than every observed one. */
  tick(): string {
    this.advance(this.now());
    return this.millis.toString(16).padStart(12, '0') + this.counter.toString(16).padStart(4, '0');
  }

  /** Moves past a stamp seen on an event or request. Malformed ones are ignored: they order nothing. */
  observe(stamp: string): void {
    if (!/^[0-9a-f]{16}$/.test(stamp)) return;
    const millis = parseInt(stamp.slice(0, 12), 16);
    if (millis > this.now() + this.maxDriftMs) return;
    const counter = parseInt(stamp.slice(12), 16);
    if (millis > this.millis) [this.millis, this.counter] = [millis, counter];
    else if (millis === this.millis) this.counter = Math.max(this.counter, counter);
  }

  private advance(wall: number): void {
    if (wall > this.millis) [this.millis, this.counter] = [wall, 0];
    else if (this.counter < 0xffff) this.counter++;
    else [this.millis, this.counter] = [this.millis + 1, 0];
  }
}
