/** The processes of a broker, started without being asked anything: its JVM, the one that makes its data folder, one left behind. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isServerOf } from '../postgres-process.mjs';
import { findJava } from './java.mjs';

/** How long a broker may take to close its files before it is ended. */
export const graceMs = 10_000;

/** What starts fast and stays small: one compiler, one collector, nothing mapped into /tmp. */
const jvmFlags = [
  '-XX:TieredStopAtLevel=1',
  '-XX:+UseSerialGC',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Xshare:auto',
  '-Djava.awt.headless=true',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
];

/** @param {{ heap: string, libs: string, folder: string, args: string[], stdio: import('node:child_process').StdioOptions }} options */
export function spawnJava({ heap, libs, folder, args, stdio }) {
  return spawn(findJava().java, [`-Xmx${heap}`, ...jvmFlags, '-cp', join(libs, '*'), ...args], {
    cwd: folder,
    // Its own process group: Ctrl-C in a terminal is for the launcher, which stops the broker after the services.
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio,
  });
}

/** Makes an empty data folder, the one that `properties` names. */
export async function format({ clusterId, libs, folder, properties }) {
  const file = join(folder, 'format.properties');
  writeFileSync(file, properties);
  rmSync(/^log.dirs=(.*)$/m.exec(properties)[1], { recursive: true, force: true });
  const args = ['kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', file];
  const child = spawnJava({ heap: '128m', libs, folder, args, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`Kafka's data folder could not be made:\n${output.trim().split('\n').slice(-5).join('\n')}`);
}

/**
 * Stops a broker of which only the process id is known, and waits for its end.
 * @param {number} pid
 * @param {string} folder what its command line must hold: after a crash the pid may be anybody's
 * @param {{ fast?: boolean }} [options] fast: as a power failure would, for data nobody will read again
 */
export async function stopBroker(pid, folder, { fast = false } = {}) {
  const signal = (name) => {
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  signal(fast ? 'SIGKILL' : 'SIGTERM');
  if (process.platform !== 'win32') signal('SIGCONT'); // a frozen one would not hear it
  for (let waited = 0; isServerOf(pid, folder); waited += 20) {
    if (waited === graceMs) signal('SIGKILL');
    if (waited > 2 * graceMs) throw new Error(`Kafka's broker (process ${pid}) does not stop`);
    await sleep(20);
  }
}

export const pidFileOf = (folder) => join(folder, 'broker.pid');

/** A broker that a killed launcher left behind would keep the new one from starting. `folder`: that of the one broker. */
export async function stopOrphan(folder, say) {
  if (!existsSync(pidFileOf(folder))) return;
  const pid = Number(readFileSync(pidFileOf(folder), 'utf8'));
  if (!isServerOf(pid, folder)) return;
  say(`stopping the Kafka broker (process ${pid}) that an earlier run left behind`);
  await stopBroker(pid, folder);
}
