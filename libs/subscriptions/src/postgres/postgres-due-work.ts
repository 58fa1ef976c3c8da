import type { Transaction } from '@millrace/event-store';
import { clientOf } from '@millrace/postgres';
import type { Pool } from 'pg';
import type { DueKind, DueWork, DueWorkItem, NewDueWork } from '../ports.js';

interface Row {
  id: string;
  kind: DueKind;
  owner: string;
  key: string;
  name: string;
  payload: unknown;
  attempts: number;
  due_at: Date;
}

const columns = 'id, kind, owner, key, name, payload, attempts, due_at';

export class PostgresDueWork implements DueWork {
  private readonly listeners = new Set<() => void>();

  constructor(private readonly pool: Pool) {}

  async add(tx: Transaction, work: readonly NewDueWork[]): Promise<void> {
    if (work.length === 0) return;
    await clientOf(tx).query({
      name: 'add-due-work',
      text: `INSERT INTO due_work (kind, owner, key, name, payload, due_at)
             SELECT kind, owner, key, name, payload, now() + "afterMs" * interval '1 millisecond'
             FROM ROWS FROM (jsonb_to_recordset($1) AS (kind text, owner text, key text, name text, payload jsonb, "afterMs" bigint))
               WITH ORDINALITY AS work (kind, owner, key, name, payload, "afterMs", ordinal)
             ORDER BY ordinal`,
      values: [JSON.stringify(work)],
    });
    tx.afterCommit(() => {
      for (const listener of this.listeners) listener();
    });
  }

  async cancel(tx: Transaction, owner: string, work: readonly { readonly key: string; readonly name: string }[]): Promise<void> {
    if (work.length === 0) return;
    await clientOf(tx).query({
      name: 'cancel-due-work',
      text: `DELETE FROM due_work WHERE id IN (
               SELECT id FROM due_work JOIN unnest($2::text[], $3::text[]) AS gone (key, name) USING (key, name)
               WHERE kind = 'deadline' AND owner = $1 FOR UPDATE OF due_work SKIP LOCKED)`,
      values: [owner, work.map(({ key }) => key), work.map(({ name }) => name)],
    });
  }

  async takeDue(tx: Transaction, kind: DueKind, owner: string, limit: number): Promise<readonly DueWorkItem[]> {
    const { rows } = await clientOf(tx).query<Row>({
      name: 'take-due-work',
      text: `SELECT ${columns} FROM due_work WHERE kind = $1 AND owner = $2 AND due_at <= now() ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED`,
      values: [kind, owner, limit],
    });
    return rows.map(itemOf);
  }

  async claim(kind: DueKind, owner: string, limit: number, visibilityMs: number): Promise<readonly DueWorkItem[]> {
    const { rows } = await this.pool.query<Row>({
      name: 'claim-due-work',
      text: `UPDATE due_work SET attempts = attempts + 1, due_at = now() + $4 * interval '1 millisecond'
             WHERE id IN (SELECT id FROM due_work WHERE kind = $1 AND owner = $2 AND due_at <= now() ORDER BY due_at, id LIMIT $3 FOR UPDATE SKIP LOCKED)
             RETURNING ${columns}`,
      values: [kind, owner, limit, visibilityMs],
    });
    return rows.map(itemOf);
  }

  async remove(ids: readonly number[], tx?: Transaction): Promise<void> {
    if (ids.length === 0) return;
    await (tx ? clientOf(tx) : this.pool).query({
      name: 'remove-due-work',
      text: 'DELETE FROM due_work WHERE id = ANY ($1::bigint[])',
      values: [ids],
    });
  }

  async postpone(id: number, afterMs: number, error: string, tx?: Transaction): Promise<void> {
    await (tx ? clientOf(tx) : this.pool).query({
      name: 'postpone-due-work',
      text: `UPDATE due_work SET due_at = now() + $2 * interval '1 millisecond', last_error = $3 WHERE id = $1`,
      values: [id, afterMs, error.slice(0, 2_000)],
    });
  }

  async nextDueInMs(kind: DueKind, owner: string): Promise<number | undefined> {
    const { rows } = await this.pool.query<{ ms: number | null }>({
      name: 'next-due-work',
      text: `SELECT (extract(epoch FROM min(due_at) - now()) * 1000)::float8 AS ms FROM due_work WHERE kind = $1 AND owner = $2`,
      values: [kind, owner],
    });
    const ms = rows[0]?.ms ?? undefined;
    return ms === undefined ? undefined : Math.max(0, ms);
  }

  async ofKey(tx: Transaction, kind: DueKind, owner: string, key: string, limit: number): Promise<readonly DueWorkItem[]> {
    const { rows } = await clientOf(tx).query<Row>(
      `SELECT ${columns} FROM due_work WHERE kind = $1 AND owner = $2 AND key = $3 ORDER BY id LIMIT $4 FOR UPDATE`,
      [kind, owner, key, limit],
    );
    return rows.map(itemOf);
  }

  onAdded(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

const itemOf = ({ due_at, id, ...row }: Row): DueWorkItem => ({ ...row, id: Number(id), dueAt: due_at.toISOString() });
