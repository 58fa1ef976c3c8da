import type { ShardLeases } from '../ports.js';

/** One process, any number of instances (tests); the same fair shares as in PostgreSQL. */
export class InMemoryShardLeases implements ShardLeases {
  private readonly members = new Map<string, number>();
  private readonly leases = new Map<number, { instance: string; until: number }>();

  constructor(private readonly now: () => number) {}

  renew(instance: string, shards: number, ttlMs: number): Promise<ReadonlySet<number>> {
    const until = this.now() + ttlMs;
    this.members.set(instance, until);
    for (const [member, alive] of this.members) if (alive < this.now()) this.members.delete(member);
    for (const [shard, lease] of this.leases) if (lease.until < this.now()) this.leases.delete(shard);
    const fair = Math.ceil(shards / this.members.size);
    this.own(instance)
      .slice(fair)
      .forEach((shard) => this.leases.delete(shard));
    for (let shard = 0; shard < shards && this.own(instance).length < fair; shard++)
      if (!this.leases.has(shard)) this.leases.set(shard, { instance, until });
    for (const shard of this.own(instance)) this.leases.set(shard, { instance, until });
    return Promise.resolve(new Set(this.own(instance)));
  }

  release(instance: string): Promise<void> {
    this.members.delete(instance);
    for (const shard of this.own(instance)) this.leases.delete(shard);
    return Promise.resolve();
  }

  private own(instance: string): number[] {
    return [...this.leases].flatMap(([shard, lease]) => (lease.instance === instance ? [shard] : [])).sort((a, b) => a - b);
  }
}
