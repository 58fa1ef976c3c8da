import type { Peak } from './find-peak.js';
import type { MemorySample } from './memory.js';
import type { Run } from './offer-load.js';
import type { LoadOptions } from './options.js';
import { doubts, failures, goodputOf } from './verdict.js';

/** Everything that is told at the end: to people, as a page, or to programs. */
export interface Result {
  readonly options: LoadOptions;
  readonly begunAt: string;
  readonly peak: Peak | undefined;
  /** Times the peak's rate. */
  readonly overload: number | undefined;
  /** Absent when only the peak was looked for. */
  readonly run: Run | undefined;
  /** Good requests a second. */
  readonly goodput: number;
  readonly memory: readonly MemorySample[];
  /** Why there is none. */
  readonly memoryProblem: string | undefined;
  readonly doubts: readonly string[];
  readonly failures: readonly string[];
}

export interface Measured extends Pick<Result, 'options' | 'begunAt' | 'peak' | 'overload' | 'run' | 'memory' | 'memoryProblem'> {
  readonly failBelowPercent: number;
  /** Runs whose answers count, besides `run`: the steps to the peak. */
  readonly before: readonly Run[];
}

export const resultOf = ({ failBelowPercent, before, ...measured }: Measured): Result => {
  const { run, peak, overload } = measured;
  const withstood = peak && overload !== undefined ? { peak, failBelowPercent } : undefined;
  return {
    ...measured,
    goodput: run ? goodputOf(run) : (peak?.best.goodput ?? 0),
    doubts: run ? doubts(run) : [],
    failures: [
      ...before.flatMap(wrongOf),
      ...(peak?.best.goodput === 0 ? ['not one request was good on the way to the peak'] : []),
      ...(run ? failures(run, withstood) : []),
    ],
  };
};

const wrongOf = ({ rate, recorder: { violationCount, violations } }: Run): string[] =>
  violationCount === 0
    ? []
    : [
        `${violationCount} answers were wrong on the way to the peak (${rate} clients/s), the first: ${violations[0]!.kind}, ${violations[0]!.what}`,
      ];

/** For programs: plain figures, milliseconds. */
export const jsonOf = ({ options, run, ...rest }: Result): unknown => ({
  ...rest,
  options: { ...options, target: options.target.href, headers: Object.keys(options.headers) },
  ...(run && {
    rate: run.rate,
    offeredMs: run.offeredMs,
    ownCpu: run.ownCpu,
    clients: run.recorder.clients,
    fates: run.recorder.totals,
    markedStale: run.recorder.markedStale,
    unanswered: run.recorder.unanswered,
    latencyMs: quantiles(run.recorder.latency),
    latenessMs: quantiles(run.recorder.lateness),
    journeysMs: quantiles(run.recorder.journeys),
    ends: Object.fromEntries(run.recorder.ends),
    errors: Object.fromEntries(run.recorder.errors),
    steps: Object.fromEntries(
      [...run.recorder.steps].map(([name, { fates, latency }]) => [name, { fates, latencyMs: quantiles(latency) }]),
    ),
    seconds: run.recorder.seconds.map(({ latency, errors, ...second }) => ({
      ...second,
      errors: Object.fromEntries(errors),
      latencyMs: quantiles(latency),
    })),
    violationCount: run.recorder.violationCount,
    violations: run.recorder.violations,
  }),
});

const quantiles = (histogram: Run['recorder']['latency']) => ({
  count: histogram.count,
  p50: histogram.quantile(0.5),
  p90: histogram.quantile(0.9),
  p99: histogram.quantile(0.99),
  p999: histogram.quantile(0.999),
  max: histogram.max,
});
