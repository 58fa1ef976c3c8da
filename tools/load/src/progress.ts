import type { Progress } from './offer-load.js';
import { byCount, duration } from './words.js';

const errorsShown = 3;

/** One line of what has been so far; `good` is of the last second. */
export const progressLine = ({ atMs, inFlight, recorder }: Progress): string => {
  const { clients, latency, errors, seconds, violationCount, markedStale } = recorder;
  return [
    `${String(Math.round(atMs / 1000)).padStart(5)} s`,
    `clients ${clients.offered} offered, ${clients.started} started, ${clients.finished} done`,
    `${inFlight} in flight`,
    `p50 ${duration(latency.quantile(0.5))}, p99 ${duration(latency.quantile(0.99))}`,
    `good ${seconds[Math.round(atMs / 1000) - 1]?.fates.good ?? 0}/s`,
    ...(markedStale > 0 ? [`marked stale ${markedStale}`] : []),
    ...(errors.size > 0 ? [`errors ${errorsOf(errors)}`] : []),
    ...(violationCount > 0 ? [`WRONG ANSWERS ${violationCount}`] : []),
  ].join('  |  ');
};

const errorsOf = (errors: ReadonlyMap<string, number>): string => {
  const shown = byCount(errors).slice(0, errorsShown);
  const rest = errors.size > errorsShown ? ', …' : '';
  return shown.map(([what, times]) => `${times} × ${what}`).join(', ') + rest;
};
