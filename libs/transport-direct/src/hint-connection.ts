import { backoffMs, type Scheduler } from '@millrace/transport';
import pg from 'pg';

/** What publishers notify on, after commits. */
const channel = 'millrace_log';

const backoff = { firstMs: 100, maxMs: 10_000, random: Math.random };

export interface HintConnectionOptions {
  readonly url: string;
  readonly applicationName: string;
  readonly scheduler: Scheduler;
  /** Told when the connection was lost or could not be made; it is tried again. */
  readonly onLost?: ((error: Error) => void) | undefined;
}

/**
 * One LISTEN connection, while anyone wants hints. States: idle → connecting → listening → (lost) → waiting → connecting … → closed.
 * What was notified while it was away is not known, so every new connection is a hint itself. Its loss costs latency only: consumers poll underneath.
 */
export class HintConnection {
  private readonly hints = new Set<() => void>();
  private client: pg.Client | undefined;
  private cancelRetry: () => void = () => undefined;
  private closed = false;
  private failures = 0;

  constructor(private readonly options: HintConnectionOptions) {}

  add(hint: () => void): () => void {
    this.hints.add(hint);
    if (this.hints.size === 1 && !this.client) this.connect();
    return () => {
      this.hints.delete(hint);
      if (this.hints.size === 0) void this.disconnect();
    };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.hints.clear();
    await this.disconnect();
  }

  private connect(): void {
    if (this.closed || this.hints.size === 0) return;
    this.cancelRetry();
    const { url, applicationName } = this.options;
    const client = new pg.Client({
      connectionString: url,
      application_name: applicationName,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
    });
    this.client = client;
    client.on('notification', () => this.tell());
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client, new Error('the server closed the connection')));
    void this.listen(client).catch((error: Error) => this.lost(client, error));
  }

  private async listen(client: pg.Client): Promise<void> {
    await client.connect();
    await client.query(`LISTEN ${channel}`);
    this.failures = 0;
    this.tell();
  }

  private tell(): void {
    for (const hint of this.hints) hint();
  }

  private lost(client: pg.Client, error: Error): void {
    if (this.client !== client) return; // told before, or ours to end
    this.client = undefined;
    void client.end().catch(() => undefined);
    this.options.onLost?.(error);
    this.cancelRetry = this.options.scheduler.after(backoffMs(++this.failures, backoff), () => this.connect());
  }

  private async disconnect(): Promise<void> {
    this.cancelRetry();
    const { client } = this;
    this.client = undefined;
    await client?.end().catch(() => undefined);
  }
}
