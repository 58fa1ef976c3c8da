import type { Pool } from 'pg';
import type { ShardLeases } from '../ports.js';

/** Renewals run one at a time under an advisory lock: they are rare (three per lease and instance), so simple beats concurrent. */
export class PostgresShardLeases implements ShardLeases {
  constructor(private readonly pool: Pool) {}

  async renew(instance: string, shards: number, ttlMs: number): Promise<ReadonlySet<number>> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('millrace.shard-leases'))`);
      const fair = await this.fairShare(client, instance, shards, ttlMs);
      await client.query('DELETE FROM shard_leases WHERE held_until < now()');
      await client.query(
        `DELETE FROM shard_leases WHERE shard IN (SELECT shard FROM shard_leases WHERE instance = $1 ORDER BY shard OFFSET $2)`,
        [instance, fair],
      );
      await client.query(
        `INSERT INTO shard_leases (shard, instance, held_until)
         SELECT shard, $1, now() + $3 * interval '1 millisecond' FROM generate_series(0, $4 - 1) AS shard
         WHERE shard NOT IN (SELECT shard FROM shard_leases)
         ORDER BY shard LIMIT greatest(0, $2 - (SELECT count(*) FROM shard_leases WHERE instance = $1))`,
        [instance, fair, ttlMs, shards],
      );
      const { rows } = await client.query<{ shard: number }>(
        `UPDATE shard_leases SET held_until = now() + $2 * interval '1 millisecond' WHERE instance = $1 RETURNING shard`,
        [instance, ttlMs],
      );
      await client.query('COMMIT');
      return new Set(rows.map(({ shard }) => shard));
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }

  private async fairShare(client: { query: Pool['query'] }, instance: string, shards: number, ttlMs: number): Promise<number> {
    await client.query('DELETE FROM lease_members WHERE alive_until < now()');
    await client.query(
      `INSERT INTO lease_members (instance, alive_until) VALUES ($1, now() + $2 * interval '1 millisecond')
       ON CONFLICT (instance) DO UPDATE SET alive_until = excluded.alive_until`,
      [instance, ttlMs],
    );
    const { rows } = await client.query<{ members: string }>('SELECT count(*) AS members FROM lease_members');
    return Math.ceil(shards / Number(rows[0]!.members));
  }

  async release(instance: string): Promise<void> {
    await this.pool.query('WITH gone AS (DELETE FROM lease_members WHERE instance = $1) DELETE FROM shard_leases WHERE instance = $1', [
      instance,
    ]);
  }
}
