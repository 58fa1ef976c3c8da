import type { Instance, Registration } from './discovery.js';
import { pause, type Timers } from './timers.js';

export interface Keeping {
  readonly instance: Instance;
  /** Makes the entry, or makes it again. */
  announce(): Promise<void>;
  /** Says that we live. `gone`: the server has no such entry (it was restarted, or took us for dead). */
  renew(): Promise<'kept' | 'gone'>;
  withdraw(): Promise<void>;
  /** Between renewals: a third of the time to live, so that two may fail. */
  readonly everyMs: number;
  readonly timers: Timers;
  /** Told of renewals that failed; the next one is a third of the time to live away. */
  readonly onTrouble?: ((error: unknown) => void) | undefined;
}

/** An entry that is renewed until it is withdrawn, and made again when the server has lost it. */
export class KeptRegistration implements Registration {
  private readonly stopping = new AbortController();
  private readonly renewals: Promise<void>;
  private withdrawn: Promise<void> | undefined;

  private constructor(private readonly keeping: Keeping) {
    this.renewals = this.keep();
  }

  /** Rejects when it cannot be announced; nothing is kept then. */
  static async of(keeping: Keeping): Promise<KeptRegistration> {
    await keeping.announce();
    return new KeptRegistration(keeping);
  }

  get instance(): Instance {
    return this.keeping.instance;
  }

  /** A renewal under way could put the entry back, so it is waited for. When the server cannot be asked the entry runs out by itself, and this rejects. */
  deregister(): Promise<void> {
    this.stop();
    this.withdrawn ??= this.renewals
      .then(() => this.keeping.withdraw())
      .catch((error: unknown) => {
        this.withdrawn = undefined; // may be tried again
        throw error;
      });
    return this.withdrawn;
  }

  /** No renewals any more; the entry runs out. */
  stop(): void {
    this.stopping.abort();
  }

  private async keep(): Promise<void> {
    const { signal } = this.stopping;
    for (;;) {
      await pause(this.keeping.everyMs, this.keeping.timers, signal);
      if (signal.aborted) return;
      try {
        if ((await this.keeping.renew()) === 'gone' && !signal.aborted) await this.keeping.announce();
      } catch (error) {
        this.keeping.onTrouble?.(error);
      }
    }
  }
}
