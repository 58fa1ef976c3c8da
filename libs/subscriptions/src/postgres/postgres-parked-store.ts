import type { Recorded } from '@millrace/decider';
import type { Transaction } from '@millrace/event-store';
import { clientOf } from '@millrace/postgres';
import type { Pool } from 'pg';
import type { ParkedKey, ParkedStore } from '../ports.js';

interface Row {
  id: string;
  subscription: string;
  consumer: string;
  key: string;
  error: string;
  attempts: number;
  parked_at: Date;
  waiting: string;
}

/** The owner of parked inputs is `parkedOwner`, spelled in SQL. */
const selectParked = `
  SELECT id, subscription, consumer, key, error, attempts, parked_at,
    (SELECT count(*) FROM due_work WHERE kind = 'parked' AND owner = subscription || '/' || consumer AND due_work.key = parked_keys.key) AS waiting
  FROM parked_keys`;

export class PostgresParkedStore implements ParkedStore {
  constructor(private readonly pool: Pool) {}

  async among(tx: Transaction, subscription: string, keys: readonly { readonly consumer: string; readonly key: string }[]) {
    const { rows } = await clientOf(tx).query<{ consumer: string; key: string }>({
      name: 'parked-among',
      text: `SELECT consumer, key FROM parked_keys JOIN unnest($2::text[], $3::text[]) AS wanted (consumer, key) USING (consumer, key)
             WHERE subscription = $1 ORDER BY consumer, key FOR UPDATE OF parked_keys`,
      values: [subscription, keys.map(({ consumer }) => consumer), keys.map(({ key }) => key)],
    });
    return rows;
  }

  async park(tx: Transaction, subscription: string, consumer: string, key: string, error: string): Promise<void> {
    await clientOf(tx).query(
      `INSERT INTO parked_keys (subscription, consumer, key, error) VALUES ($1, $2, $3, $4)
       ON CONFLICT (subscription, consumer, key) DO UPDATE SET attempts = parked_keys.attempts + 1, error = excluded.error`,
      [subscription, consumer, key, bounded(error)],
    );
  }

  async lock(tx: Transaction, id: number): Promise<ParkedKey | undefined> {
    const { rows } = await clientOf(tx).query<Row>(`${selectParked} WHERE id = $1 FOR UPDATE OF parked_keys`, [id]);
    return rows.map(keyOf)[0];
  }

  async failedAgain(tx: Transaction, id: number, error: string): Promise<void> {
    await clientOf(tx).query('UPDATE parked_keys SET attempts = attempts + 1, error = $2 WHERE id = $1', [id, bounded(error)]);
  }

  async unpark(tx: Transaction, id: number): Promise<void> {
    await clientOf(tx).query('DELETE FROM parked_keys WHERE id = $1', [id]);
  }

  async recordSkip(tx: Transaction, parked: ParkedKey, input: Recorded, reason: string, by: string): Promise<void> {
    await clientOf(tx).query(
      'INSERT INTO parked_skips (subscription, consumer, key, input, error, reason, skipped_by) VALUES ($1, $2, $3, $4, $5, $6, $7)',
      [parked.subscription, parked.consumer, parked.key, JSON.stringify(input), parked.error, bounded(reason), by],
    );
  }

  async list(limit: number, afterId: number): Promise<readonly ParkedKey[]> {
    const { rows } = await this.pool.query<Row>(`${selectParked} WHERE id > $2 ORDER BY id LIMIT $1`, [limit, afterId]);
    return rows.map(keyOf);
  }
}

const bounded = (text: string): string => text.replaceAll('\u0000', '').slice(0, 2_000);

const keyOf = ({ parked_at, id, waiting, ...row }: Row): ParkedKey => ({
  ...row,
  id: Number(id),
  waiting: Number(waiting),
  parkedAt: parked_at.toISOString(),
});
