type Listener = (shards: ReadonlySet<number>) => void;

/** Who wants to know of this process's commits. */
export class Listeners {
  private readonly all = new Set<Listener>();

  /** Answers how to stop listening. */
  add(listener: Listener): () => void {
    this.all.add(listener);
    return () => this.all.delete(listener);
  }

  tell(shards: ReadonlySet<number>): void {
    for (const listener of this.all) listener(shards);
  }
}
