import { VersionVector } from '@millrace/decider';
import type { ShardCursor } from '@millrace/event-store';
import { createPool } from '@millrace/postgres';
import { type Batch, DivergedError, LogUnavailable, type PublishedLog, type Scheduler, systemScheduler } from '@millrace/transport';
import type { Pool, QueryConfig, QueryResultRow } from 'pg';
import { HintConnection } from './hint-connection.js';
import { batchesOfRows, type PublishedRow, readQuery } from './read-published-log.js';

export interface DirectLogOptions {
  /** The publisher. */
  readonly service: string;
  /** Of the reader role of the publisher's database. */
  readonly url: string;
  /** Who reads, for pg_stat_activity. */
  readonly consumer?: string;
  /** Connections for reads (default 2); one more listens. */
  readonly connections?: number;
  /** `json-text` gives the data of an event as the JSON text that is stored: for who passes it on. Default: values. */
  readonly content?: 'value' | 'json-text';
  /** A read that takes longer is an error (default 10 s). */
  readonly timeoutMs?: number;
  readonly scheduler?: Scheduler;
  /** Told when the listening connection was lost: for logs, it comes back by itself. */
  readonly onHintsLost?: (error: Error) => void;
}

const undefinedTable = '42P01';
const notMigrated = new Error('its migrations have not run yet');

interface Description {
  readonly generation: string;
  readonly shards: number;
}

/**
 * A publisher's log, read from its own database through the `published_log` view, with a role that may read nothing else.
 * The generation first seen is the one expected for the life of this object: another one, or a log that ends below a cursor, is a `DivergedError`.
 * Every other failure is `LogUnavailable`; nothing has to be done for it to go on when the database is back.
 */
export class DirectPublishedLog implements PublishedLog {
  readonly service: string;
  private readonly pool: Pool;
  private readonly hints: HintConnection;
  private readonly timeoutMs: number;
  private readonly content: 'value' | 'json-text';
  private generation: string | undefined;
  private closing: Promise<void> | undefined;

  constructor({
    service,
    url,
    consumer = 'millrace',
    connections = 2,
    content = 'value',
    timeoutMs = 10_000,
    scheduler,
    onHintsLost,
  }: DirectLogOptions) {
    this.service = service;
    this.timeoutMs = timeoutMs;
    this.content = content;
    const applicationName = `${consumer} follows ${service}`;
    this.pool = createPool({ url, max: connections, applicationName, statementTimeoutMs: timeoutMs });
    this.hints = new HintConnection({
      url,
      applicationName: `${applicationName} hints`,
      scheduler: scheduler ?? systemScheduler,
      onLost: onHintsLost,
    });
  }

  async describe(): Promise<Description> {
    const [found] = await this.query<Description>({
      name: 'millrace-direct-describe',
      text: 'SELECT generation, shards FROM log_description',
    });
    if (!found) throw new LogUnavailable(this.service, notMigrated);
    return { ...found, generation: this.expect(found.generation) };
  }

  async read(cursors: readonly ShardCursor[], limit: number, maxBytes = Infinity): Promise<readonly Batch[]> {
    if (cursors.length === 0) return [];
    const { service, generation } = this;
    const rows = await this.query<PublishedRow>(readQuery(cursors, limit, maxBytes, generation, this.content));
    const batches = batchesOfRows({ service, cursors, generation }, rows);
    if (batches[0]) this.expect(batches[0].generation);
    return batches;
  }

  async heads(): Promise<VersionVector> {
    const { service } = this;
    const rows = await this.query<{ generation: string; shard: number; position: number }>({
      name: 'millrace-direct-heads',
      text: 'SELECT generation, shard, position FROM log_heads, log_description',
    });
    return VersionVector.of(...rows.map((row) => ({ service, ...row, generation: this.expect(row.generation) })));
  }

  onAppended(hint: () => void): () => void {
    return this.hints.add(hint);
  }

  close(): Promise<void> {
    return (this.closing ??= Promise.all([this.hints.close(), this.pool.end()]).then(() => undefined));
  }

  private expect(generation: string): string {
    this.generation ??= generation;
    if (generation !== this.generation)
      throw new DivergedError(this.service, `it is of generation ${generation} now, it was ${this.generation}`);
    return generation;
  }

  /** The client's own time limit is for a server that cannot answer any more; its own comes first. */
  private async query<Row extends QueryResultRow>(query: QueryConfig): Promise<Row[]> {
    const limited: QueryConfig & { readonly query_timeout: number } = { ...query, query_timeout: this.timeoutMs + 2_000 };
    try {
      return (await this.pool.query<Row>(limited)).rows;
    } catch (error) {
      throw new LogUnavailable(this.service, (error as { code?: string }).code === undefinedTable ? notMigrated : error);
    }
  }
}
