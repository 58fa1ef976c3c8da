import type { Run } from '../offer-load.js';
import type { Result } from '../result.js';
import { stepHead, stepRows } from '../summary.js';
import { percentOfPeak } from '../verdict.js';
import { byCount, duration, percent, rate } from '../words.js';
import { escape } from './frame.js';
import { distribution, errorsOverTime, fatesOverTime, memory, peakSteps, percentiles, staleness, waitsOverTime } from './pictures.js';
import { style } from './style.js';

/** The result as one page that needs nothing else: no script, no font, no address. */
export const page = (result: Result): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Load test, ${escape(result.begunAt)}</title><style>${style}</style></head>
<body>
<h1>Load test</h1>
<p class="soft">${escape(circumstances(result))}</p>
${verdict(result)}
${result.run ? figures(result, result.run) : ''}
<h2>Pictures</h2>
<div class="pictures">${peakSteps(result)}${result.run ? pictures(result.run) : ''}${memory(result)}</div>
${result.run ? tables(result.run) : ''}
</body>
</html>
`;

const circumstances = ({ options, begunAt, run }: Result): string =>
  [
    begunAt.replace('T', ' ').replace(/\..*/, ' UTC'),
    options.target.href,
    `mix ${options.mix}`,
    ...(run ? [`${options.rate} clients/s for ${duration(run.offeredMs)}`] : []),
    `seed ${options.seed}`,
    `good is within ${duration(options.sloMs)}`,
  ].join(' · ');

const verdict = ({ failures, doubts }: Result): string =>
  [
    failures.length === 0 ? '<p class="verdict fine">Fine: every answer was right, and no check failed.</p>' : '',
    ...failures.map((failure) => `<p class="verdict bad">Failed: ${escape(failure)}</p>`),
    ...doubts.map((doubt) => `<p class="verdict bad">Not to be trusted: ${escape(doubt)}</p>`),
  ].join('\n');

const figures = (result: Result, run: Run): string => {
  const { clients, totals, latency, journeys, ends, markedStale, answered } = run.recorder;
  const of = (name: string, value: string, more: string): string =>
    `<div><dt>${name}</dt><dd>${escape(value)}<small>${escape(more)}</small></dd></div>`;
  const ended = [...ends].map(([end, times]) => `${times} ${end}`).join(', ');
  return `<dl>
${of('Goodput', rate(result.goodput), result.peak ? `${percentOfPeak(run, result.peak).toFixed(0)} % of the peak` : `${percent(totals.good, answered - totals.looked)} of requests`)}
${of('Median wait', duration(latency.quantile(0.5)), `p90 ${duration(latency.quantile(0.9))}`)}
${of('p99 of accepted', duration(latency.quantile(0.99)), `p99.9 ${duration(latency.quantile(0.999))}, longest ${duration(latency.max)}`)}
${of('Refused, failed', `${totals.refused}, ${totals.failed}`, `of ${answered} requests`)}
${of('Clients', String(clients.offered), `${clients.started} started, ${clients.finished} done`)}
${of('Orders to their end', duration(journeys.quantile(0.5)), `median; p99 ${duration(journeys.quantile(0.99))}. ${ended || 'none followed'}`)}
${of('Marked stale', percent(markedStale, answered), `${markedStale} answers`)}
${of('This generator', `${run.ownCpu.toFixed(2)} cores`, `clients started p99 ${duration(run.recorder.lateness.quantile(0.99))} late`)}
</dl>`;
};

const pictures = (run: Run): string =>
  [waitsOverTime(run), fatesOverTime(run), percentiles(run), distribution(run), errorsOverTime(run), staleness(run)].join('');

const tables = (run: Run): string => {
  const { errors, violations, violationCount } = run.recorder;
  return [
    '<h2>By kind of request</h2>',
    tableOf(['request', ...stepHead.slice(1)], stepRows(run)),
    ...(errors.size > 0
      ? [
          '<h2>Not accepted</h2>',
          tableOf(
            ['answer', 'times'],
            byCount(errors).map(([what, times]) => [what, String(times)]),
          ),
        ]
      : []),
    ...(violationCount > 0 ? [`<h2>Wrong answers (${violationCount})</h2>`, wrongAnswers(violations)] : []),
  ].join('\n');
};

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<div class="wide"><table><thead><tr>${head.map((cell) => `<th>${escape(cell)}</th>`).join('')}</tr></thead><tbody>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`)
    .join('\n')}</tbody></table></div>`;

const wrongAnswers = (violations: Run['recorder']['violations']): string =>
  `<div class="wide"><table><thead><tr><th>kind</th><th>at</th><th>client</th><th>what</th></tr></thead><tbody>${violations
    .map(
      ({ kind, atMs, client, what }) =>
        `<tr><td>${escape(kind)}</td><td>${duration(atMs)}</td><td>${client}</td><td class="prose">${escape(what)}</td></tr>`,
    )
    .join('\n')}</tbody></table></div>`;
