import type { Assignment } from '@millrace/transport';
import type { ShardLeases } from './ports.js';

export interface AssignmentOptions {
  readonly leases: ShardLeases;
  readonly instance: string;
  readonly shards: number;
  /** How long a copy that was killed keeps its shards from the others. */
  readonly ttlMs?: number;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/**
 * The shards this instance works on, renewed three times per lease. When the database cannot be reached for a whole lease, all are dropped:
 * others have them by then. A zombie that believes otherwise is fenced by its watermarks.
 */
export class ShardAssignment implements Assignment {
  private held: ReadonlySet<number> = new Set();
  private validUntil = 0;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private renewal: Promise<void> = Promise.resolve();
  private readonly listeners = new Set<() => void>();
  private readonly ttlMs: number;

  constructor(private readonly options: AssignmentOptions) {
    this.ttlMs = options.ttlMs ?? 4_000;
  }

  get total(): number {
    return this.options.shards;
  }

  shards(): ReadonlySet<number> {
    return this.held;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async start(): Promise<void> {
    await this.renew();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.renewal;
    this.hold(new Set());
    await this.options.leases.release(this.options.instance).catch(this.options.onError);
  }

  private renew(): Promise<void> {
    this.renewal = this.renewOnce().finally(() => {
      if (!this.stopped) this.timer = setTimeout(() => void this.renew(), this.ttlMs / 3);
    });
    return this.renewal;
  }

  private async renewOnce(): Promise<void> {
    const { leases, instance, shards, now, onError } = this.options;
    const asked = now();
    try {
      const held = await leases.renew(instance, shards, this.ttlMs);
      this.validUntil = asked + this.ttlMs;
      if (!this.stopped) this.hold(held);
    } catch (error) {
      onError(error);
      if (now() >= this.validUntil) this.hold(new Set());
    }
  }

  private hold(held: ReadonlySet<number>): void {
    const same = held.size === this.held.size && [...held].every((shard) => this.held.has(shard));
    this.held = held;
    if (!same) for (const listener of this.listeners) listener();
  }
}
