import type { Result } from './result.js';
import { percentOfPeak } from './verdict.js';
import { byCount, duration, percent, rate, table } from './words.js';

/** The whole result as text for a terminal. */
export const summary = (result: Result): string =>
  [...peakLines(result), ...(result.run ? runLines(result, result.run) : []), ...verdictLines(result), ''].join('\n');

export const stepHead = ['', 'good', 'late', 'refused', 'failed', 'p50', 'p90', 'p99', 'p99.9', 'max'];

/** A row for each kind of request. A look that was accepted is a good one here. */
export const stepRows = ({ recorder }: NonNullable<Result['run']>): string[][] =>
  [...recorder.steps].map(([step, { fates, latency }]) => [
    step,
    ...[fates.good + fates.looked, fates.late, fates.refused, fates.failed].map(String),
    ...[0.5, 0.9, 0.99, 0.999].map((share) => duration(latency.quantile(share))),
    duration(latency.max),
  ]);

const runLines = (result: Result, run: NonNullable<Result['run']>): string[] => {
  const { recorder } = run;
  const { clients, totals, latency } = recorder;
  return [
    '',
    ...table([
      [
        'clients',
        `${clients.offered} offered (${rate(run.rate)} for ${duration(run.offeredMs)}), ${clients.started} started, ${clients.finished} done`,
      ],
      [
        'requests',
        `${recorder.answered}: ${totals.good} good (${rate(result.goodput)}), ${totals.late} late, ${totals.looked} looks, ${totals.refused} refused, ${totals.failed} failed`,
      ],
      ['waits', `${waits(latency)}   (accepted requests, from their intended start)`],
      ['orders', journeyText(run)],
      ['stale', `${recorder.markedStale} answers marked (${percent(recorder.markedStale, recorder.answered)} of all)`],
      ['memory', memoryText(result)],
      ['generator', `${run.ownCpu.toFixed(2)} of a core; clients started late by ${waits(recorder.lateness)}`],
    ]).map(leftAligned),
    '',
    ...table([stepHead, ...stepRows(run)]).map((line) => `  ${line}`),
    ...(recorder.errors.size > 0 ? ['', '  not accepted:'] : []),
    ...byCount(recorder.errors).map(([what, times]) => `    ${times} × ${what}`),
    ...(recorder.violationCount > 0 ? ['', `  wrong answers (${recorder.violationCount}):`] : []),
    ...recorder.violations.slice(0, 10).map(({ kind, atMs, what }) => `    ${kind}, ${duration(atMs)} after the beginning: ${what}`),
  ];
};

/** The second column of the first table is prose. */
const leftAligned = (line: string): string => `  ${line.replace(/^(\S+\s{3})\s+/, (_, head: string) => head.padEnd(12))}`;

const waits = (histogram: { quantile(share: number): number; readonly max: number }): string =>
  `p50 ${duration(histogram.quantile(0.5))}, p99 ${duration(histogram.quantile(0.99))}, p99.9 ${duration(histogram.quantile(0.999))}, max ${duration(histogram.max)}`;

const journeyText = ({ recorder: { journeys, ends } }: NonNullable<Result['run']>): string => {
  if (ends.size === 0) return 'none were followed';
  const told = byCount(ends).map(([end, times]) => `${times} ${end}`);
  return `${told.join(', ')}; ended after p50 ${duration(journeys.quantile(0.5))}, p99 ${duration(journeys.quantile(0.99))}`;
};

const memoryText = ({ memory, memoryProblem }: Result): string => {
  if (memory.length === 0) return memoryProblem ?? 'the run was too short';
  const names = [...new Set(memory.flatMap(({ megabytes }) => Object.keys(megabytes)))];
  const story = (name: string): string => {
    const values = memory.flatMap(({ megabytes }) => megabytes[name] ?? []);
    return `${name} ${values[0]!.toFixed(0)} to ${Math.max(...values).toFixed(0)} MB`;
  };
  return names.map(story).join(', ');
};

const peakLines = ({ peak }: Result): string[] => {
  if (!peak) return [];
  const rows = peak.steps.map((step) => [
    `  ${rate(step.rate)}`,
    rate(step.goodput),
    duration(step.p99Ms),
    step === peak.best ? 'the peak' : '',
  ]);
  return ['', ...table([['  clients', 'good requests', 'p99', ''], ...rows])];
};

const verdictLines = (result: Result): string[] => [
  '',
  ...(result.run && result.peak && result.overload
    ? [
        `  goodput under overload: ${percentOfPeak(result.run, result.peak).toFixed(1)} % of its peak, ${rate(result.goodput)} of ${rate(result.peak.best.goodput)}`,
      ]
    : []),
  ...result.doubts.map((doubt) => `  NOT TO BE TRUSTED: ${doubt}`),
  ...(result.failures.length === 0 ? ['  fine'] : result.failures.map((failure) => `  FAILED: ${failure}`)),
];
