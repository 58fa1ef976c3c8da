/** A running PostgreSQL server seen from outside: whether a pid is the server of a data folder, and how to stop it. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './pid-lock.mjs';

/** What the server writes about itself: pid, port, and `ready` once it takes connections. Undefined when there is no file. */
export function readPostmasterFile(dataFolder) {
  try {
    const lines = readFileSync(join(dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function commandLine(pid) {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  if (process.platform === 'win32') {
    const query = `(Get-CimInstance Win32_Process -Filter "ProcessId=${Number(pid)}").CommandLine`;
    return spawnSync('powershell', ['-NoProfile', '-Command', query], { encoding: 'utf8' }).stdout ?? '';
  }
  return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** After a crash the pid in the file may be anybody's: only a process that was started on this folder is the server. */
export const isServerOf = (pid, dataFolder) => pid > 0 && isAlive(pid) && commandLine(pid).includes(dataFolder);

/**
 * Stops a server and waits for its end.
 * @param {number} pid
 * @param {string} dataFolder
 * @param {{ fast?: boolean }} [options] fast: without a checkpoint, for data nobody will read again
 */
export async function stopServer(pid, dataFolder, { fast = false } = {}) {
  const signal = (name) => {
    // Windows has no such signals; there the end is as abrupt as a crash, which the write-ahead log is made for.
    if (process.platform === 'win32') return void spawnSync('taskkill', ['/pid', String(pid), '/f', '/t']);
    try {
      process.kill(pid, name);
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  };
  // SIGINT ends sessions and writes a checkpoint; SIGQUIT does neither.
  signal(fast ? 'SIGQUIT' : 'SIGINT');
  for (let waited = 0; isServerOf(pid, dataFolder); waited += 20) {
    if (waited === 15_000) signal('SIGQUIT');
    if (waited > 25_000) throw new Error(`PostgreSQL (process ${pid}) does not stop`);
    await sleep(20);
  }
}
