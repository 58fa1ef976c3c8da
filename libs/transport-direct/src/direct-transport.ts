import { type PublishedLog, TailingTransport, type TailingOptions } from '@millrace/transport';
import { DirectPublishedLog, type DirectLogOptions } from './direct-published-log.js';

export interface DirectTransportOptions
  extends Omit<TailingOptions, 'name' | 'logs'>, Pick<DirectLogOptions, 'consumer' | 'connections' | 'timeoutMs' | 'onHintsLost'> {
  /** URL of the reader role of each publisher's database, by service. */
  readonly logs: Readonly<Record<string, string>>;
  /** The service's own log (`localLog`): read from its store, private events included. Wins over a URL for the same service. */
  readonly own?: PublishedLog;
}

/** Nothing is connected until the first read or consumption. Each publisher costs `connections` + 1 connections of its server at most. */
export const createDirectTransport = ({ logs, own, consumer = own?.service, ...options }: DirectTransportOptions): TailingTransport => {
  const followed = Object.entries(logs)
    .filter(([service]) => service !== own?.service)
    .map(([service, url]) => new DirectPublishedLog({ service, url, ...(consumer !== undefined && { consumer }), ...options }));
  return new TailingTransport({ ...options, name: 'direct', logs: own ? [own, ...followed] : followed });
};
