/** Counts requests that are being answered, so that a drain can wait for the last. */
export class InFlight {
  private count = 0;
  private readonly idle = new Set<() => void>();

  began(): void {
    this.count++;
  }

  ended(): void {
    if (--this.count === 0) for (const wake of this.idle) wake();
  }

  get size(): number {
    return this.count;
  }

  /** True when nothing is in flight any more; false after `timeoutMs`. */
  async settled(timeoutMs: number): Promise<boolean> {
    if (this.count === 0) return true;
    return new Promise((resolve) => {
      const done = (settled: boolean) => (): void => {
        clearTimeout(timer);
        this.idle.delete(wake);
        resolve(settled);
      };
      const wake = done(true);
      const timer = setTimeout(done(false), timeoutMs);
      this.idle.add(wake);
    });
  }
}
