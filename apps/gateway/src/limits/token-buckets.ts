export interface BucketOptions {
  /** Requests a client may make at once. */
  readonly capacity: number;
  /** Milliseconds in which an empty bucket fills again. */
  readonly refillMs: number;
  /** How many clients are remembered at most. */
  readonly clients: number;
  /** Milliseconds, of any clock that does not go back. */
  readonly now: () => number;
}

export interface Taken {
  readonly allowed: boolean;
  /** Whole requests left at once. */
  readonly remaining: number;
  /** Until there is one again; 0 when there is. */
  readonly waitMs: number;
  /** Until the bucket is full. */
  readonly fullMs: number;
}

interface Bucket {
  readonly tokens: number;
  readonly at: number;
}

/**
 * A bucket for each client, in the memory of this process. A full bucket is the same as none, so that only clients of the last `refillMs` need one; where there are
 * more of them than are remembered, the one that has been quiet longest starts anew. So memory is bounded, and who has more addresses than that is not held back here.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();

  constructor(private readonly options: BucketOptions) {}

  get size(): number {
    return this.buckets.size;
  }

  take(client: string): Taken {
    const { capacity, refillMs, now } = this.options;
    const at = now();
    const before = this.levelOf(this.buckets.get(client), at);
    const allowed = before >= 1;
    const tokens = allowed ? before - 1 : before;
    this.keep(client, { tokens, at });
    const msOf = (missing: number): number => Math.max(0, (missing * refillMs) / capacity);
    return { allowed, remaining: Math.floor(tokens), waitMs: msOf(1 - tokens), fullMs: msOf(capacity - tokens) };
  }

  private levelOf(bucket: Bucket | undefined, at: number): number {
    const { capacity, refillMs } = this.options;
    return bucket ? Math.min(capacity, bucket.tokens + ((at - bucket.at) * capacity) / refillMs) : capacity;
  }

  /** The map is in the order of the last use. */
  private keep(client: string, bucket: Bucket): void {
    this.buckets.delete(client);
    if (this.buckets.size >= this.options.clients) this.buckets.delete(this.buckets.keys().next().value!);
    this.buckets.set(client, bucket);
  }
}
