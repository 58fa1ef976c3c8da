/**
 * A lock file that names its owner, so that a crashed owner does not lock everybody out for ever.
 * No dependency: the bootstrap uses it before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** A pid alone is not an identity: after a restart of a container somebody else has it. Its start time makes it one. */
function startOf(pid) {
  try {
    if (process.platform === 'linux') {
      // The second field is the command in parentheses and may hold blanks; the start time is the 20th field after it.
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop().split(' ')[19];
    }
    if (process.platform === 'darwin') return spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  } catch {
    // It ended just now.
  }
  return '';
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM'; // alive, and somebody else's
  }
}

function ownerOf(text) {
  const [pid, start = ''] = text.trim().split('\n');
  const owner = Number(pid);
  return owner > 0 && isAlive(owner) && startOf(owner) === start ? owner : undefined;
}

/**
 * Takes the lock, or says who has it: `{ release }` or `{ owner: pid }`. A lock whose owner is gone is taken over.
 * @param {string} file
 * @returns {{ release: () => void, owner?: undefined } | { owner: number, release?: undefined }}
 */
export function takeLock(file) {
  const mine = `${process.pid}\n${startOf(process.pid)}\n`;
  for (let attempt = 0; ; attempt++) {
    try {
      writeFileSync(file, mine, { flag: 'wx' });
      return { release: () => readOrEmpty(file) === mine && rmSync(file, { force: true }) };
    } catch (error) {
      if (error.code !== 'EEXIST' || attempt > 20) throw error;
    }
    const theirs = readOrEmpty(file);
    const owner = ownerOf(theirs);
    if (owner) return { owner };
    // An empty file is a lock being written at this moment, or one whose writer died between the two steps.
    if (theirs === '' && attempt < 5) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    else discard(file, theirs);
  }
}

/** Two takers may see the same stale lock: the one that moves it away checks that it got the stale one, not the other's new one. */
function discard(file, stale) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readOrEmpty(aside) === stale) rmSync(aside, { force: true });
    else renameSync(aside, file);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error; // the other taker was faster
  }
}

function readOrEmpty(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
