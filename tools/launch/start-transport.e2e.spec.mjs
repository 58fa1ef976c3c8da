import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { LauncherForSpecs, toldTo } from './launcher-for-specs.mjs';

const launcher = new LauncherForSpecs();
const noJava = { JAVA_HOME: '/there/is/no/java/here' };

beforeAll(() => launcher.open());
afterEach(() => launcher.stop());
afterAll(() => launcher.remove());

test('without Java the transport is direct, and the summary says why', async () => {
  const { output } = await launcher.started([], noJava);
  expect(output).toMatch(/Transport: direct \(no Java 17 or newer \(\/there\/is\/no\/java\/here\/bin\/java does not run/);
  expect(await toldTo('orders', output)).toMatchObject({ TRANSPORT: 'direct' });
}, 60_000);

test('Kafka that was asked for and cannot be had is an error, not another transport', async () => {
  const run = launcher.start(['--transport', 'kafka'], noJava);
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/Kafka was asked for and cannot be had: no Java 17/);
}, 60_000);

test('a cluster that does not answer is an error that names it', async () => {
  const run = launcher.start([], { ...noJava, KAFKA_BROKERS: '127.0.0.1:9' });
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/KAFKA_BROKERS=127\.0\.0\.1:9 does not answer: .*ECONNREFUSED(.*\n)+.*--transport direct/);
}, 60_000);

test('direct asks nobody for Kafka, and hides from the services what is set for it', async () => {
  const set = { KAFKA_BROKERS: '127.0.0.1:9', KAFKA_SSL: 'true', KAFKA_TOPIC_PREFIX: 'p.' };
  const { output } = await launcher.started(['--transport', 'direct'], set);
  const told = await toldTo('orders', output);
  expect(told).toMatchObject({ TRANSPORT: 'direct' });
  expect(Object.keys(told).filter((name) => name.startsWith('KAFKA_'))).toEqual([]);
}, 60_000);

test('a broker that nobody asked for and that does not start is said, and gone without', async () => {
  const { output } = await launcher.started([], brokenKafka());
  expect(output).toMatch(/Kafka does not start \(.*\); going on without it, transport direct/);
  expect(output).toMatch(/Transport: direct \(Kafka did not start/);
}, 60_000);

test('a broker that was asked for and does not start is an error', async () => {
  const run = launcher.start(['--transport', 'kafka'], brokenKafka());
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/Kafka was asked for and does not start: .*\n.*a Java from before modules/);
}, 60_000);

/** A Java that says it is new enough, and then runs nothing. */
function brokenKafka() {
  const home = join(launcher.folder, 'java');
  const libs = join(launcher.folder, 'libs');
  for (const folder of [join(home, 'bin'), libs]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(libs, 'kafka_2.13-4.3.1.jar'), '');
  const java = `#!/bin/sh\nif [ "$1" = -version ]; then echo 'openjdk version "21.0.1"' >&2; else echo 'a Java from before modules' >&2; exit 1; fi\n`;
  writeFileSync(join(home, 'bin', 'java'), java, { mode: 0o755 });
  return { JAVA_HOME: home, MILLRACE_KAFKA_LIBS: libs };
}
