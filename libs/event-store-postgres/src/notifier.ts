import { createPool, withConnection } from '@millrace/postgres';
import type { Pool } from 'pg';

/** Consumers of the log listen here; the payload is a list of shards. */
export const logChannel = 'millrace_log';

/**
 * Tells other processes that something was appended: after commits, on a connection of its own, at most once per `everyMs`. NOTIFY inside an append would
 * serialise all commits of the server. A hint: one that fails is dropped, readers poll underneath.
 */
export class Notifier {
  private readonly pool: Pool;
  private readonly shards = new Set<number>();
  private sending?: Promise<void>;
  private timer?: NodeJS.Timeout;
  private lastSentAt = 0;

  constructor(
    url: string,
    applicationName: string,
    private readonly everyMs = 5,
  ) {
    this.pool = createPool({ url, applicationName, max: 1, statementTimeoutMs: 5_000 });
  }

  /** Never waits, never throws. */
  appended(shards: ReadonlySet<number>): void {
    for (const shard of shards) this.shards.add(shard);
    this.schedule();
  }

  async close(): Promise<void> {
    clearTimeout(this.timer);
    this.shards.clear();
    await this.sending;
    await this.pool.end();
  }

  private schedule(): void {
    if (this.timer || this.sending || this.shards.size === 0) return;
    const waitMs = Math.max(0, this.lastSentAt + this.everyMs - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.sending = this.send().finally(() => {
        this.sending = undefined;
        this.schedule();
      });
    }, waitMs);
  }

  private async send(): Promise<void> {
    const payload = [...this.shards].sort((a, b) => a - b).join(',');
    this.shards.clear();
    this.lastSentAt = performance.now();
    await withConnection(this.pool, (client) =>
      client.query({ name: 'millrace-notify', text: 'SELECT pg_notify($1, $2)', values: [logChannel, payload] }),
    ).catch(() => undefined);
  }
}
