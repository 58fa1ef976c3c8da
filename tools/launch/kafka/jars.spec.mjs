import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from '@jest/globals';
import { ensureJars, whyNoKafka } from './jars.mjs';

/** With a Java and a Maven that are shell scripts: what happens when they do not do what they should. */
const home = mkdtempSync(join(tmpdir(), 'millrace-jars-'));
const folder = join(home, 'libs');
const before = { ...process.env };

function program(name, script) {
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

beforeEach(() => {
  program('java', `echo 'openjdk version "17.0.1" 2021-10-19' >&2`);
  Object.assign(process.env, { JAVA_HOME: home, MAVEN_HOME: home });
  delete process.env.MILLRACE_KAFKA_LIBS;
});
afterEach(() => {
  for (const name of ['JAVA_HOME', 'MAVEN_HOME', 'MILLRACE_KAFKA_LIBS']) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('a Maven that fails is quoted, and leaves nothing that looks like jars', async () => {
  program('mvn', `echo '[ERROR] Unknown host'; exit 1`);
  await expect(ensureJars({ folder })).rejects.toThrow(/^Maven could not bring Kafka [\d.]+: \[ERROR\] Unknown host$/);
  expect(existsSync(folder)).toBe(false);
});

test('jars with another content are refused', async () => {
  program('mvn', `for last; do :; done; mkdir -p "\${last#*=}"; echo other > "\${last#*=}/kafka_2.13-4.3.1.jar"`);
  await expect(ensureJars({ folder })).rejects.toThrow(/is not what infra\/kafka\/jars\.sha256 says:\n(.*\n)*.*kafka_2\.13-4\.3\.1\.jar/);
  expect(existsSync(folder)).toBe(false);
});

test('two that ask at once take turns', async () => {
  program('mvn', `echo asked >> ${home}/asked; exit 1`);
  const said = [];
  const asking = [1, 2].map(() => ensureJars({ folder, say: (text) => said.push(text) }));
  expect((await Promise.allSettled(asking)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(said).toContain(`process ${process.pid} is bringing the jars of Kafka, waiting for it`);
  // The second tries for itself when the first has failed: a network may be back by then.
  expect(readFileSync(join(home, 'asked'), 'utf8')).toBe('asked\nasked\n');
});

test('a folder that was named and has no jars is said to have none; Maven is not asked', () => {
  process.env.MILLRACE_KAFKA_LIBS = home;
  expect(whyNoKafka()).toMatch(/^MILLRACE_KAFKA_LIBS has no kafka_2\.13-[\d.]+\.jar$/);
});

test.each([
  ['1.8.0_402', /no Java 17 or newer \(.*\/bin\/java is 1\.8\.0_402\)/],
  ['11.0.2', /is 11\.0\.2/],
])('Java %s is too old', (version, expected) => {
  const older = mkdtempSync(join(tmpdir(), 'millrace-java-'));
  mkdirSync(join(older, 'bin'));
  writeFileSync(join(older, 'bin', 'java'), `#!/bin/sh\necho 'java version "${version}"' >&2\n`, { mode: 0o755 });
  process.env.JAVA_HOME = older;
  expect(whyNoKafka()).toMatch(expected);
  rmSync(older, { recursive: true });
});
