/**
 * npm run verify, and what CI runs: build, types, lint, checks, all specs, and the system tests a second time with Kafka as their transport,
 * together with those of faults that only Kafka has. Every step runs even when one before it failed. Where there is no Kafka, its steps are
 * left out and a line says so; in CI that fails.
 * The last line is `N passed, N failed, N skipped`. Fails when a step fails, when no test ran, and in CI when one was skipped.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { complain, dim, green, red } from './console.mjs';
import { DataFolder } from './data-folder.mjs';
import { isInstalled } from './install.mjs';
import { jest } from './jest.mjs';
import { leftOut, provideKafka } from './kafka/specs.mjs';
import { nx } from './nx.mjs';

const data = new DataFolder();
const reports = join(data.path, 'verify');
const inCi = process.env.CI === 'true' || process.env.CI === '1';
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Runs jest and adds to the totals. A file that could not even be loaded counts as one failed test. */
async function specs(name, args, env) {
  const report = join(reports, `${name}.json`);
  rmSync(report, { force: true });
  const code = await jest(['--json', `--outputFile=${report}`, ...args], env);
  const result = JSON.parse(readFileSync(report, 'utf8'));
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  totals.skipped += result.numPendingTests + result.numTodoTests;
  if (code !== 0) throw new Error(`jest ended with code ${code}`);
}

async function target(name) {
  const { code } = await nx(['run', `@millrace/source:${name}`]);
  if (code !== 0) throw new Error(`nx ended with code ${code}`);
}

let hasKafka = false;

const steps = {
  'node_modules match the lock file': () => {
    if (!isInstalled()) throw new Error('they do not: run npm ci');
  },
  build: () => build({ stampFile: data.buildStamp, stdio: 'inherit', force: true }),
  typecheck: () => target('typecheck'),
  lint: () => target('lint'),
  // Rules about the tree itself; they need no database.
  checks: () => specs('checks', ['tools/checks/'], { MILLRACE_NO_POSTGRES: '1' }),
  'Kafka can be had': async () => (hasKafka = await provideKafka(console.log)),
  tests: () => specs('tests', ['--testPathIgnorePatterns', '/node_modules/', '/dist/', '/tools/checks/', ...leftOut()]),
  // One after another: two platforms with brokers at a time are more than two cores carry, and faults are timed by the services' own limits.
  'system tests on Kafka': () => hasKafka && specs('system-tests-on-kafka', ['-i', 'tools/system-tests/'], { MILLRACE_TRANSPORT: 'kafka' }),
};

mkdirSync(reports, { recursive: true });
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => (interrupted = true));
const outcomes = [];
for (const [name, run] of Object.entries(steps)) {
  console.log(`\n${dim('──')} ${name}`);
  const started = performance.now();
  let outcome;
  try {
    outcome = (await run()) === false ? 'left out' : 'ok';
  } catch (error) {
    outcome = 'FAILED';
    complain(`${name}: ${error.message}`);
  }
  if (interrupted) process.exit(130); // and not on to the next step
  outcomes.push({ name, outcome, seconds: (performance.now() - started) / 1000 });
}

console.log('');
const paint = { ok: green, 'left out': dim, FAILED: red };
for (const { name, outcome, seconds } of outcomes)
  console.log(`  ${paint[outcome](outcome.padEnd(8))}  ${seconds.toFixed(1).padStart(6)} s  ${name}`);

const nothingRan = totals.passed + totals.failed === 0;
if (nothingRan) complain('no test ran');
if (inCi && totals.skipped > 0) complain('in CI no test may be skipped');
const good = outcomes.every(({ outcome }) => outcome !== 'FAILED') && totals.failed === 0 && !nothingRan && !(inCi && totals.skipped > 0);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = good ? 0 : 1;
