/** Brings node_modules up to date with package-lock.json. No dependency: it runs before there is any, on any Node >= 18. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from './pid-lock.mjs';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const modules = join(root, 'node_modules');
const stamp = join(modules, '.millrace-install');

/** Besides the lock file the stamp covers the platform: native binaries differ (a folder shared with a virtual machine, say). */
function wantedStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lock).update(`${process.platform}-${process.arch}`).digest('hex');
}

const servesThisPlatform = (path, { os, cpu }) =>
  path.startsWith('node_modules/node-') && os?.includes(process.platform) && cpu?.includes(process.arch);

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;

/** Somebody ran npm by hand: npm's own record of what it installed says whether that is what the lock file asks for. */
function matchesLockFile() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = packagesOf(record);
  return Object.entries(packagesOf(join(root, 'package-lock.json'))).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true; // our own packages: their links are checked
    const found = installed[path];
    // Absent is right for what serves other platforms only. The pinned Node tells those from `npm install --omit=optional`.
    if (!found) return (wanted.optional || wanted.devOptional || wanted.peer) && !servesThisPlatform(path, wanted);
    return found.version === wanted.version && Boolean(found.link) === Boolean(wanted.link);
  });
}

export function isInstalled() {
  const wanted = wantedStamp();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return true;
  if (!matchesLockFile()) return false;
  writeFileSync(stamp, wanted);
  return true;
}

function npmCi() {
  // NODE_ENV=production or an `omit` in a user's npmrc would leave the tools out.
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const throughNode = cli?.endsWith('npm-cli.js') && existsSync(cli);
  const [command, argv] = throughNode ? [process.execPath, [cli, ...args]] : ['npm', args];
  // On Windows npm is a .cmd, which only a shell runs.
  return spawnSync(command, argv, { cwd: root, stdio: ['ignore', 2, 2], shell: !throughNode && process.platform === 'win32' });
}

/** @param {(text: string) => void} say */
export async function install(say) {
  const lockFile = join(root, '.install-lock');
  let lock = takeLock(lockFile);
  if (lock.owner) say(`another install is running (process ${lock.owner}), waiting for it`);
  while (lock.owner) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    lock = takeLock(lockFile);
  }
  const release = lock.release;
  process.once('exit', release);
  try {
    if (isInstalled()) return;
    say('installing dependencies with npm ci (once; a minute or so, depending on the network)');
    const started = Date.now();
    rmSync(stamp, { force: true });
    let result = npmCi();
    if (result.status !== 0 && !result.signal) {
      say('npm ci failed; trying once more');
      result = npmCi();
    }
    if (result.status !== 0) throw new Error(`npm ci failed: ${result.error?.message ?? result.signal ?? `exit code ${result.status}`}`);
    writeFileSync(stamp, wantedStamp());
    say(`dependencies installed in ${Math.round((Date.now() - started) / 1000)} s`);
  } finally {
    release();
    process.removeListener('exit', release);
  }
}
