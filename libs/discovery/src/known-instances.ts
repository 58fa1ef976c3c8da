import type { Instance, InstanceSet, Stale } from './discovery.js';
import { reasonOf } from './errors.js';
import { isHttp, sameInstance } from './instance.js';

/** The InstanceSet behind every adapter: told what is so, or that nobody knows, and tells its listeners only what is new. */
export class KnownInstances implements InstanceSet {
  instances: readonly Instance[] = [];
  stale: Stale | undefined;
  readonly ready: Promise<void>;
  /** Aborts when this is closed: whoever fills it stops then. */
  readonly closed: AbortSignal;
  private readonly closing = new AbortController();
  private readonly listeners = new Set<() => void>();
  private isReady!: () => void;

  constructor(
    readonly service: string,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.closed = this.closing.signal;
    this.ready = new Promise((resolve) => (this.isReady = resolve));
  }

  replace(found: readonly Instance[]): void {
    if (this.closed.aborted) return;
    // What somebody else registered with an address that is none, nobody could call.
    const next = found.filter(({ url }) => isHttp(url)).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    const changed = next.length !== this.instances.length || next.some((one, i) => !sameInstance(one, this.instances[i]!));
    const wasStale = this.stale !== undefined;
    if (changed) this.instances = next;
    this.stale = undefined;
    this.isReady();
    if (changed || wasStale) this.tell();
  }

  /** The server cannot be asked: what was known stays known. */
  failed(error: unknown): void {
    if (this.closed.aborted || this.stale) return;
    this.stale = { since: this.now().toISOString(), reason: reasonOf(error) };
    this.tell();
  }

  onChange(listener: () => void): () => void {
    const own = (): void => listener();
    this.listeners.add(own);
    return () => void this.listeners.delete(own);
  }

  close(): void {
    this.listeners.clear();
    this.closing.abort();
    this.isReady();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}
