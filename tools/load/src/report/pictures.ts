import { Histogram } from '../histogram.js';
import type { Run } from '../offer-load.js';
import { fates, type Second } from '../recorder.js';
import type { Result } from '../result.js';
import { byCount } from '../words.js';
import { barChart, lineChart, type Series, stackedChart } from './charts.js';
import type { Axis } from './frame.js';
import { linear, logarithmic, nines } from './scale.js';

/** More columns than this nobody can tell apart: longer runs are drawn in ranges of several seconds. */
const mostColumns = 120;

interface Column {
  readonly from: number;
  readonly to: number;
  readonly seconds: readonly Second[];
}

const columnsOf = ({ recorder: { seconds } }: Run): Column[] => {
  const width = Math.max(1, Math.ceil(seconds.length / mostColumns));
  return Array.from({ length: Math.ceil(seconds.length / width) }, (_, index) => {
    const from = index * width;
    return { from, to: from + width, seconds: seconds.slice(from, from + width) };
  });
};

const plain = (value: number): string => String(Number(value.toPrecision(6)));
const axis = (label: string, max: number): Axis => ({ label, scale: linear(max), tell: plain });
const time = (endSeconds: number): Axis => axis('seconds since the beginning', endSeconds);
const wait = (min: number, max: number): Axis => ({
  label: 'wait',
  scale: logarithmic(Math.max(min, 0.1), Math.max(max, 1)),
  tell: shortDuration,
});
const shortDuration = (ms: number): string => (ms >= 1_000 ? `${plain(ms / 1_000)} s` : `${plain(ms)} ms`);
const perSecond = (seconds: readonly Second[], of: (second: Second) => number): number =>
  seconds.reduce((sum, second) => sum + of(second), 0) / seconds.length;

/** Waits by the second in which they were meant to begin. */
export const waitsOverTime = (run: Run): string => {
  const columns = columnsOf(run).map(({ from, to, seconds }) => ({
    middle: (from + to) / 2,
    latency: seconds.reduce((sum, { latency }) => sum.add(latency), new Histogram()),
  }));
  const line = (name: string, of: (latency: Histogram) => number): Series => ({
    name,
    points: columns.map(({ middle, latency }) => [middle, latency.count > 0 ? of(latency) : undefined]),
  });
  const { latency } = run.recorder;
  const x = time(run.recorder.seconds.length);
  return lineChart(
    {
      title: 'Waits of accepted requests, by the second in which they were meant to begin',
      x,
      y: wait(latency.quantile(0.001), latency.max),
    },
    [
      line('p50', (each) => each.quantile(0.5)),
      line('p90', (each) => each.quantile(0.9)),
      line('p99', (each) => each.quantile(0.99)),
      line('longest', (each) => each.max),
    ],
  );
};

export const fatesOverTime = (run: Run): string => {
  const columns = columnsOf(run).map(({ from, to, seconds }) => ({
    from,
    to,
    values: fates.map((fate) => perSecond(seconds, (second) => second.fates[fate])),
  }));
  const most = Math.max(...columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0)), 1);
  const names = ['good', 'accepted late', 'accepted looks of those who wait', 'refused (429, 503)', 'failed'];
  return stackedChart(
    {
      title: 'What became of requests, by the second in which it was known',
      x: time(run.recorder.seconds.length),
      y: axis('requests a second', most),
    },
    names,
    columns,
  );
};

const mostCurves = 5;

/** For each kind of request that was made often: how long which share of them took at most. */
export const percentiles = ({ recorder }: Run): string => {
  const often = [...recorder.steps]
    .filter(([, { latency }]) => latency.count > 0)
    .sort(([, a], [, b]) => b.latency.count - a.latency.count);
  const curves: [string, Histogram][] = [
    ['all', recorder.latency],
    ...often.slice(0, mostCurves).map(([name, { latency }]): [string, Histogram] => [name, latency]),
  ];
  const wide = Math.min(5, Math.max(2, Math.ceil(Math.log10(recorder.latency.count || 1))));
  // No further than there are values: the 99.99th of 200 waits is not known.
  const points = (latency: Histogram): Series['points'] =>
    Array.from({ length: 20 * wide + 1 }, (_, index) => 1 - 10 ** (-index / 20))
      .filter((share) => 1 - share >= 1 / latency.count)
      .map((share) => [share, latency.quantile(share)]);
  const x: Axis = { label: 'share of requests that waited no longer', scale: nines(wide), tell: (share) => `${plain(share * 100)} %` };
  const y = wait(recorder.latency.quantile(0.001), recorder.latency.max);
  return lineChart(
    { title: 'How long which share of requests waited', x, y },
    curves.map(([name, latency]) => ({ name, points: points(latency) })),
  );
};

const bounds = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

export const distribution = ({ recorder: { latency } }: Run): string => {
  const counts = latency.between(bounds);
  const names = [...bounds.map((bound) => (bound < 1_000 ? String(bound) : shortDuration(bound))), 'more'];
  const ranges = counts.map((value, index) => ({
    name: names[index]!,
    value: (100 * value) / (latency.count || 1),
    told: `${((100 * value) / (latency.count || 1)).toFixed(1)} %`,
  }));
  const x: Axis = { label: 'wait up to (milliseconds, or s)', scale: { ticks: [], place: () => 0 }, tell: plain };
  return barChart(
    { title: 'Where the waits lie', x, y: axis('percent of accepted requests', Math.max(...ranges.map(({ value }) => value))) },
    ranges,
  );
};

const mostKinds = 7;

/** By what was answered; absent when everything was accepted. */
export const errorsOverTime = (run: Run): string => {
  const { errors, seconds } = run.recorder;
  if (errors.size === 0) return '';
  const kinds = byCount(errors)
    .slice(0, mostKinds)
    .map(([kind]) => kind);
  const columns = columnsOf(run).map(({ from, to, seconds: some }) => ({
    from,
    to,
    values: kinds.map((kind) => perSecond(some, (second) => second.errors.get(kind) ?? 0)),
  }));
  const most = Math.max(...columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0)));
  return stackedChart(
    { title: 'What was not accepted, by its answer', x: time(seconds.length), y: axis('answers a second', most) },
    kinds,
    columns,
  );
};

/** Absent when every answer was right and none was marked. */
export const staleness = (run: Run): string => {
  const { markedStale, violationCount, seconds } = run.recorder;
  if (markedStale + violationCount === 0) return '';
  const columns = columnsOf(run).map(({ from, to, seconds: some }) => ({
    from,
    to,
    values: [perSecond(some, (second) => second.markedStale), perSecond(some, (second) => second.violations)],
  }));
  const most = Math.max(...columns.map(({ values: [stale, wrong] }) => stale! + wrong!));
  return stackedChart(
    { title: 'Answers that say they are stale, and wrong ones', x: time(seconds.length), y: axis('answers a second', most) },
    ['marked stale', 'wrong'],
    columns,
  );
};

/** Absent when no process was watched. */
export const memory = ({ memory: samples }: Result): string => {
  const names = [...new Set(samples.flatMap(({ megabytes }) => Object.keys(megabytes)))];
  if (names.length === 0) return '';
  const most = Math.max(...samples.flatMap(({ megabytes }) => Object.values(megabytes)));
  return lineChart(
    { title: 'Memory of the services (resident)', x: time(samples.at(-1)!.atMs / 1_000), y: axis('megabytes', most) },
    names.map((name) => ({ name, points: samples.map(({ atMs, megabytes }) => [atMs / 1_000, megabytes[name]]) })),
  );
};

/** Absent when no peak was looked for. */
export const peakSteps = ({ peak, run, overload, goodput }: Result): string => {
  if (!peak) return '';
  const steps = [...peak.steps.map(({ rate, goodput: good }): [number, number] => [rate, good])];
  const last: Series[] =
    run && overload !== undefined ? [{ name: `${overload} times the peak’s rate`, points: [[run.rate, goodput]] }] : [];
  const all = [...steps, ...last.flatMap(({ points }) => points.map(([at, value]): [number, number] => [at, value!]))];
  const x: Axis = {
    label: 'clients a second (offered)',
    scale: logarithmic(Math.min(...all.map(([at]) => at)), Math.max(...all.map(([at]) => at))),
    tell: plain,
  };
  const y = axis('good requests a second', Math.max(...all.map(([, value]) => value)));
  return lineChart({ title: 'Goodput by what was offered', x, y }, [{ name: 'steps to the peak', points: steps }, ...last]);
};
