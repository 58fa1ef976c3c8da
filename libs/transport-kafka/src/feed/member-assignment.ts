import type { Assignment } from '@millrace/transport';

/** The shards that the consumer group gave to this member. Nothing until it has joined; what it had last when the cluster is away, since nobody else can be told either. */
export class MemberAssignment implements Assignment {
  private held: ReadonlySet<number> = new Set();
  private readonly listeners = new Set<() => void>();

  shards(): ReadonlySet<number> {
    return this.held;
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  hold(shards: readonly number[]): void {
    this.held = new Set(shards);
    for (const listener of this.listeners) listener();
  }
}
