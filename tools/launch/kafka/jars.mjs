/** The jars of a Kafka broker: brought once from Maven Central by Maven itself, compared with the digests we know, and kept. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../install.mjs';
import { takeLock } from '../pid-lock.mjs';
import { findJava, findMaven } from './java.mjs';

const pom = join(root, 'infra/kafka/pom.xml');
const digests = join(root, 'infra/kafka/jars.sha256');
const version = /<kafka.version>(.+)<\/kafka.version>/.exec(readFileSync(pom, 'utf8'))[1];

/** MILLRACE_KAFKA_LIBS names a folder that has them already; otherwise each clone has its own. */
export function jarsFolder() {
  const given = process.env.MILLRACE_KAFKA_LIBS;
  return given ? resolve(given) : join(root, '.millrace', 'kafka', `libs-${version}`);
}

const hasJars = (folder) => existsSync(join(folder, `kafka_2.13-${version}.jar`));

/** Why no broker can be started here, in a few words; undefined when one can. */
export function whyNoKafka() {
  const problems = [findJava().problem];
  if (!hasJars(jarsFolder())) {
    if (process.env.MILLRACE_KAFKA_LIBS) problems.push(`MILLRACE_KAFKA_LIBS has no kafka_2.13-${version}.jar`);
    else problems.push(findMaven().problem);
  }
  return problems.filter(Boolean).join(', ') || undefined;
}

/**
 * The folder with the jars, brought now if need be (44 MB). Several launchers may ask at once: one works, the others wait for it.
 * A folder that is there is whole: it is filled elsewhere and then moved. Rejects when Maven cannot bring them.
 * @param {{ folder?: string, say?: (text: string) => void }} [options]
 * @returns {Promise<string>}
 */
export async function ensureJars({ folder = jarsFolder(), say = () => {} } = {}) {
  if (hasJars(folder)) return folder;
  const problem = whyNoKafka();
  if (problem) throw new Error(`Kafka cannot be had: ${problem}`);
  mkdirSync(dirname(folder), { recursive: true });
  const release = await waitForLock(`${folder}.lock`, say);
  process.once('exit', release);
  try {
    if (!hasJars(folder)) await bring(folder, say);
    return folder;
  } finally {
    release();
    process.removeListener('exit', release);
  }
}

async function waitForLock(file, say) {
  for (let told = false; ; told = true) {
    const { release, owner } = takeLock(file);
    if (release) return release;
    if (!told) say(`process ${owner} is bringing the jars of Kafka, waiting for it`);
    await sleep(200);
  }
}

async function bring(folder, say) {
  say(`bringing Kafka ${version} with Maven (once; 44 MB)`);
  const unfinished = `${folder}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  const { code, output } = await runMaven(['dependency:copy-dependencies', `-DoutputDirectory=${unfinished}`]);
  if (code !== 0) throw new Error(`Maven could not bring Kafka ${version}: ${output.trim().split('\n').slice(0, 6).join('\n')}`);
  compareDigests(unfinished);
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
}

function runMaven(goals) {
  // --strict-checksums: what arrives damaged is an error, not a warning.
  const args = ['--quiet', '--batch-mode', '--strict-checksums', '--file', pom, ...goals];
  const child = spawn(findMaven().maven, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    shell: process.platform === 'win32',
  });
  const end = () => child.kill();
  process.once('exit', end); // or it would go on filling a folder that the next launcher fills
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return new Promise((done, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      process.removeListener('exit', end);
      done({ code, output });
    });
  });
}

/** As package-lock.json does it for npm: the same names with the same content, or none. */
function compareDigests(folder) {
  const known = readFileSync(digests, 'utf8').trim().split('\n').sort();
  const sha256 = (file) => createHash('sha256').update(readFileSync(file)).digest('hex');
  const brought = readdirSync(folder)
    .map((name) => `${sha256(join(folder, name))}  ${name}`)
    .sort();
  const strange = [...known.filter((line) => !brought.includes(line)), ...brought.filter((line) => !known.includes(line))];
  if (strange.length > 0) throw new Error(`What Maven brought is not what infra/kafka/jars.sha256 says:\n${strange.join('\n')}`);
}
