import { randomUUID } from 'node:crypto';
import type { EventCatalogue } from '@millrace/decider';
import { createPool, isConnectionLost } from '@millrace/postgres';
import type { Pool, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { AppendConnection } from './append/append-connection.js';
import { portError } from './append/failures.js';
import { type BatchLimits, Lane } from './append/lane.js';
import { readLogIdentity } from './log-identity.js';
import { Notifier } from './notifier.js';
import type { Log } from './reading/recorded-row.js';

export interface StoreOptions {
  /** Of the service's runtime role. */
  readonly url: string;
  readonly service: string;
  readonly catalogue: EventCatalogue;
  /** Groups of shards with a connection each. Few lanes and big batches are faster than many (default 2). */
  readonly lanes?: number;
  /** Connections for loads and reads (default 4). */
  readonly readers?: number;
  readonly batch?: Partial<BatchLimits>;
  /** How long appends go on trying after the connection was lost (default 5 s). */
  readonly giveUpAfterMs?: number;
}

/** What a store holds open. */
export interface Resources {
  readonly lanes: readonly Lane[];
  readonly notifier: Notifier;
  query<Row extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<Row>>;
  close(): Promise<void>;
}

const defaultLimits: BatchLimits = { requests: 512, events: 4_096, bytes: 8_000_000 };

export const openResources = async (options: StoreOptions): Promise<{ log: Log; resources: Resources }> => {
  const { url, service, catalogue } = options;
  const readers = createPool({ url, max: options.readers ?? 4, applicationName: `${service} reads` });
  try {
    const log: Log = { service, catalogue, ...(await readLogIdentity(readers)) };
    return { log, resources: connectedTo(log, options, readers) };
  } catch (error) {
    await readers.end();
    throw error;
  }
};

const connectedTo = (log: Log, options: StoreOptions, readers: Pool): Resources => {
  const lanesWanted = Math.min(options.lanes ?? 2, log.shards);
  const applicationName = `${log.service} appends ${randomUUID().slice(0, 13)}`;
  const appenders = createPool({ url: options.url, max: lanesWanted, applicationName });
  const connection = new AppendConnection({ pool: appenders, log, applicationName, giveUpAfterMs: options.giveUpAfterMs ?? 5_000 });
  const limits = { ...defaultLimits, ...options.batch };
  const lanes = Array.from({ length: lanesWanted }, () => new Lane((calls) => connection.appendAll(calls), limits));
  const notifier = new Notifier(options.url, `${log.service} notifier`);
  return {
    lanes,
    notifier,
    query: (query) => answered(readers, query),
    close: async () => {
      await Promise.all(lanes.map((lane) => lane.idle()));
      await Promise.all([appenders.end(), readers.end(), notifier.close()]);
    },
  };
};

/** Reads change nothing, so one whose connection broke is simply asked again, once. */
const answered = async <Row extends QueryResultRow>(pool: Pool, query: QueryConfig): Promise<QueryResult<Row>> => {
  try {
    return await pool.query<Row>(query).catch((error: unknown) => {
      if (isConnectionLost(error)) return pool.query<Row>(query);
      throw error;
    });
  } catch (error) {
    throw portError(error);
  }
};
