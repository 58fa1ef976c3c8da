import { setTimeout as pause } from 'node:timers/promises';
import { type AppendOutcome, StoreUnavailable } from '@millrace/event-store';
import { isConnectionLost, withConnection } from '@millrace/postgres';
import type { Pool } from 'pg';
import type { Log } from '../reading/recorded-row.js';
import { appendBatch } from './append-batch.js';
import type { AppendCall } from './append-call.js';
import { appendInHalves } from './bisection.js';
import { isContentFault, portError } from './failures.js';
import type { CallResult } from './lane.js';

export interface AppendConnectionOptions {
  readonly pool: Pool;
  readonly log: Log;
  /** Shown in pg_stat_activity; unique to this process, so that a lost session of ours can be told from others. */
  readonly applicationName: string;
  /** How long to go on after the connection was lost. */
  readonly giveUpAfterMs: number;
}

/** A session whose answer never came. */
interface LostSession {
  readonly pid: number;
}

/**
 * Appends batches over a pool's connections. After a lost connection nobody knows whether the batch was committed, so it is sent again over a new
 * one, and each request's command id is looked for first. Gives up with `StoreUnavailable`.
 */
export class AppendConnection {
  constructor(private readonly options: AppendConnectionOptions) {}

  /** One result per call; a content fault concerns its own request only. */
  async appendAll(calls: readonly AppendCall[]): Promise<readonly CallResult[]> {
    const only = calls.length === 1 ? calls[0]! : undefined;
    try {
      if (only) return [{ outcomes: await appendInHalves(only, async (part) => (await this.send([part]))[0]!) }];
      return (await this.send(calls)).map((outcomes) => ({ outcomes }));
    } catch (error) {
      if (only || !isContentFault(error)) return calls.map(() => ({ error: portError(error) }));
      const half = calls.length >> 1;
      return [...(await this.appendAll(calls.slice(0, half))), ...(await this.appendAll(calls.slice(half)))];
    }
  }

  private async send(calls: readonly AppendCall[]): Promise<AppendOutcome[][]> {
    const giveUpAt = performance.now() + this.options.giveUpAfterMs;
    let attempt = calls;
    let lost: LostSession | undefined;
    for (let waitMs = 20; ; waitMs = Math.min(waitMs * 2, 1_000)) {
      let pid: number | undefined;
      try {
        return await withConnection(this.options.pool, async (client) => {
          if (lost) await this.endSession(lost, client);
          pid = (client as unknown as { processID: number }).processID;
          return appendBatch(client, attempt, this.options.log);
        });
      } catch (error) {
        if (!isConnectionLost(error)) throw error;
        if (performance.now() + waitMs > giveUpAt) throw new StoreUnavailable(`appending: ${(error as Error).message}`, { cause: error });
        if (pid !== undefined) {
          lost = { pid };
          attempt = calls.map((call) => call.map((checked) => ({ ...checked, retry: true })));
        }
        await pause(waitMs);
      }
    }
  }

  /**
   * The server may not have noticed that its client is gone and still be about to append. So the lost session is ended first: what it has not
   * committed by then, it never will.
   */
  private async endSession({ pid }: LostSession, client: { query(text: string, values: unknown[]): Promise<unknown> }): Promise<void> {
    await client.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE pid = $1 AND application_name = $2 AND usename = current_user AND pid <> pg_backend_pid()`,
      [pid, this.options.applicationName],
    );
  }
}
