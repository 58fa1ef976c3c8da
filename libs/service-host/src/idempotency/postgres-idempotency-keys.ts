import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from '@millrace/event-store';
import { isConnectionLost } from '@millrace/postgres';
import type { Pool, QueryResultRow } from 'pg';
import { Batches } from './batches.js';
import {
  type Attempt,
  type Claim,
  type IdempotencyKeys,
  type KeptAnswer,
  type KeyedRequest,
  keyLifeMs,
  longestAttemptMs,
} from './idempotency-keys.js';
import { claimSql, keepSql, lookSql, releaseSql, sweepAtMost, sweepSql } from './keys-sql.js';

export interface PostgresIdempotencyKeysOptions {
  /** One connection, and no other use of it: while its session lives, so do the claims made with it. */
  readonly pool: Pool;
  /** Told of failures that concern no request. */
  readonly onError: (error: unknown) => void;
  readonly lifeMs?: number;
  readonly longestMs?: number;
  /** How long to go on trying after the connection was lost. */
  readonly giveUpAfterMs?: number;
}

interface KeyRow {
  readonly id: string;
  readonly fingerprint: string;
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const sweepEveryMs = 10 * 60 * 1_000;

/** Keys in the service's own database. Requests that come together are claimed, and answered, in one statement. */
export class PostgresIdempotencyKeys implements IdempotencyKeys {
  /** What this process is at: fingerprints by id. */
  private readonly running = new Map<string, string>();
  private readonly claims = new Batches((requests: readonly KeyedRequest[]) => this.claimAll(requests));
  private readonly answers = new Batches((answered: readonly (readonly [Attempt, KeptAnswer])[]) => this.keepAll(answered));
  private sweptAt = -Infinity;

  constructor(private readonly options: PostgresIdempotencyKeysOptions) {}

  async claim(request: KeyedRequest): Promise<Claim> {
    const running = this.running.get(request.id);
    if (running !== undefined) return { kind: running === request.fingerprint ? 'running' : 'other-request' };
    this.running.set(request.id, request.fingerprint);
    let claim: Claim | undefined;
    try {
      claim = await this.claims.add(request);
      return claim;
    } finally {
      if (claim?.kind !== 'claimed') this.running.delete(request.id);
    }
  }

  async keep(attempt: Attempt, answer: KeptAnswer): Promise<KeptAnswer | undefined> {
    try {
      return await this.answers.add([attempt, answer]);
    } finally {
      this.running.delete(attempt.id);
    }
  }

  async release({ id, commandId, number }: Attempt): Promise<void> {
    try {
      await this.query(releaseSql, [id, commandId, number]);
    } finally {
      this.running.delete(id);
    }
  }

  private async claimAll(requests: readonly KeyedRequest[]): Promise<readonly Claim[]> {
    void this.sweep();
    const { lifeMs = keyLifeMs, longestMs = longestAttemptMs } = this.options;
    const claimed = await this.query<{ id: string; command_id: string; attempt: number }>(claimSql, [
      requests.map(({ id }) => id),
      requests.map(({ fingerprint }) => fingerprint),
      requests.map(({ commandId }) => commandId),
      lifeMs,
      longestMs,
    ]);
    const attempts = new Map(claimed.map(({ id, command_id, attempt }) => [id, { id, commandId: command_id, number: attempt }]));
    const others = await this.look(requests.flatMap(({ id }) => (attempts.has(id) ? [] : [id])));
    return requests.map(({ id, fingerprint }): Claim => {
      const attempt = attempts.get(id);
      return attempt ? { kind: 'claimed', attempt } : claimOf(others.get(id), fingerprint);
    });
  }

  private async keepAll(answered: readonly (readonly [Attempt, KeptAnswer])[]): Promise<readonly (KeptAnswer | undefined)[]> {
    const kept = await this.query<{ id: string }>(keepSql, [
      answered.map(([{ id }]) => id),
      answered.map(([{ commandId }]) => commandId),
      answered.map(([{ number }]) => number),
      answered.map(([, { status }]) => status),
      answered.map(([, { headers }]) => JSON.stringify(headers)),
      answered.map(([, { body }]) => body),
    ]);
    const mine = new Set(kept.map(({ id }) => id));
    const others = await this.look(answered.flatMap(([{ id }]) => (mine.has(id) ? [] : [id])));
    return answered.map(([{ id }, answer]) => (mine.has(id) ? answer : answerOf(others.get(id))));
  }

  private async look(ids: readonly string[]): Promise<ReadonlyMap<string, KeyRow>> {
    if (ids.length === 0) return new Map();
    return new Map((await this.query<KeyRow>(lookSql, [ids])).map((row) => [row.id, row]));
  }

  /** Now and then, a thousand at a time, beside the work: nobody waits for it, and a key that is swept late is expired all the same. */
  private async sweep(): Promise<void> {
    if (performance.now() - this.sweptAt < sweepEveryMs) return;
    this.sweptAt = performance.now();
    try {
      const { pool, lifeMs = keyLifeMs } = this.options;
      const { rowCount } = await pool.query(sweepSql, [lifeMs]);
      if (rowCount === sweepAtMost) this.sweptAt = -Infinity;
    } catch (error) {
      this.options.onError(error);
    }
  }

  /** Every statement may be sent again: a claim finds its own as broken off, an answer that is kept already is not kept twice. */
  private async query<Row extends QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    const { pool, giveUpAfterMs = 5_000 } = this.options;
    const giveUpAt = performance.now() + giveUpAfterMs;
    for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 1_000)) {
      try {
        return (await pool.query<Row>(text, values)).rows;
      } catch (error) {
        if (!isConnectionLost(error) || performance.now() + waitMs > giveUpAt)
          throw new StoreUnavailable(`idempotency keys: ${(error as Error).message}`, { cause: error });
        await pause(waitMs);
      }
    }
  }
}

/** A key that was not there when looked for has just been swept: whoever asks again claims it. */
const claimOf = (row: KeyRow | undefined, fingerprint: string): Claim => {
  if (row && row.fingerprint !== fingerprint) return { kind: 'other-request' };
  const answer = answerOf(row);
  return answer ? { kind: 'answered', answer } : { kind: 'running' };
};

const answerOf = (row: KeyRow | undefined): KeptAnswer | undefined =>
  row && row.status !== null ? { status: row.status, headers: row.headers, body: row.body } : undefined;
