import type { Peak } from './find-peak.js';
import type { Run } from './offer-load.js';

/** Goodput, in good requests a second while clients arrived. */
export const goodputOf = ({ recorder, offeredMs }: Run): number => (offeredMs === 0 ? 0 : (recorder.totals.good * 1000) / offeredMs);

const missedAtMost = 0.01;

/**
 * Why the figures of a run are not to be trusted: this generator did not do what was asked. Empty when it did. An overload that was not offered
 * has not been withstood either.
 */
export const doubts = ({ recorder }: Run): string[] => {
  const { offered, missed } = recorder.clients;
  const late = recorder.lateness.quantile(0.99);
  const tolerated = recorder.sloMs / 10;
  return [
    ...(missed > offered * missedAtMost
      ? [`${missed} of ${offered} clients were not started, because every connection was taken (--sockets): less was offered than it says`]
      : []),
    ...(late > tolerated
      ? [`1 % of the clients were started more than ${Math.round(late)} ms late: this machine is too busy, and that is in the latencies`]
      : []),
  ];
};

export interface Overload {
  readonly peak: Peak;
  readonly failBelowPercent: number;
}

/** What is left of the peak's goodput, in percent. */
export const percentOfPeak = (run: Run, { best }: Peak): number => (100 * goodputOf(run)) / best.goodput;

/** What failed, in words; empty when all is fine. */
export const failures = (run: Run, overload?: Overload): string[] => {
  const { recorder } = run;
  return [
    ...(recorder.violationCount > 0 ? [`${recorder.violationCount} answers were wrong`] : []),
    ...(recorder.latency.count === 0 ? ['not one request was accepted'] : []),
    ...(overload ? lossOf(run, overload) : []),
  ];
};

const startedAtLeast = 0.9;

const lossOf = (run: Run, { peak, failBelowPercent }: Overload): string[] => {
  const { offered, started } = run.recorder.clients;
  const percent = percentOfPeak(run, peak);
  return [
    ...(percent < failBelowPercent ? [`goodput fell to ${percent.toFixed(1)} % of its peak; ${failBelowPercent} % is wanted`] : []),
    ...(started < offered * startedAtLeast ? ['the overload was not offered, so it was not withstood'] : []),
  ];
};
