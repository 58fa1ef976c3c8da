/** PostgreSQL from npm, started on a folder of ours: no installation, no container, no port that must be free. */
import { spawn, spawnSync } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  fchownSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.mjs';
import { findBinaries, serverUser } from './postgres-binaries.mjs';
import { isServerOf, readPostmasterFile, stopServer } from './postgres-process.mjs';

const superuser = 'postgres';
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '', // a socket's path may be at most 107 bytes long, and nobody needs one
  max_connections: 300,
  max_locks_per_transaction: 256,
};
/** Data nobody will read after the run need not survive a crash; tests are several times faster. */
const throwAwaySettings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

const flagsOf = (values) => Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

function tailOf(file, lines = 12) {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/** The folder is made elsewhere and moved into place when whole: an initdb that was interrupted leaves nothing that looks like data. */
function initialise({ folder, dataFolder, initdb, user, password, throwAway }) {
  const unfinished = join(folder, 'cluster.unfinished');
  const passwordFile = join(folder, 'initdb-password');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) for (const path of [unfinished, passwordFile]) chownSync(path, user.uid, user.gid);
  const result = spawnSync(
    initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // The provider inside PostgreSQL: the same order of text on every system, whatever locales it has.
      ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      '--no-instructions',
      ...(throwAway ? ['--no-sync'] : []),
    ],
    { cwd: folder, uid: user?.uid, gid: user?.gid, encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } },
  );
  rmSync(passwordFile, { force: true });
  if (result.status !== 0) throw new Error(`initdb failed: ${result.error?.message ?? `${result.stdout}${result.stderr}`.trim()}`);
  renameSync(unfinished, dataFolder);
}

/** A server of this folder that a killed launcher left behind would keep the new one from starting. */
export async function stopOrphan(dataFolder, say) {
  const left = readPostmasterFile(dataFolder);
  if (!left || !isServerOf(left.pid, dataFolder)) return;
  say(`stopping the PostgreSQL (process ${left.pid}) that an earlier run left behind`);
  await stopServer(left.pid, dataFolder);
}

function openLog(file, user) {
  if (existsSync(file) && statSync(file).size > 5_000_000) rmSync(file);
  const log = openSync(file, 'a', 0o640);
  if (user) fchownSync(log, user.uid, user.gid);
  return log;
}

async function launch({ dataFolder, folder, postgres, user, port, flags, logFile, throwAway }) {
  const log = openLog(logFile, user);
  // Its own process group: Ctrl-C in a terminal reaches everybody in the group, and the database must be the last to stop.
  const server = spawn(postgres, ['-D', dataFolder, '-p', String(port), ...flags], {
    cwd: folder,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', log, log],
    uid: user?.uid,
    gid: user?.gid,
    env: { ...process.env, LC_ALL: 'C', PGDATA: undefined },
  });
  closeSync(log);
  // From the first moment: we may be ended before the server is ready.
  const watchdog = server.pid ? startWatchdog(server.pid, dataFolder, throwAway ? folder : undefined) : undefined;
  const failed = new Promise((_, reject) => {
    server.once('error', reject);
    server.once('exit', (code, signal) => reject(new Error(`PostgreSQL ended (${signal ?? code}):\n${tailOf(logFile)}`)));
  });
  failed.catch(() => {}); // heard below while starting; afterwards `exited` tells
  const ready = async () => {
    // The server itself writes down when it takes connections; this is what pg_ctl waits for.
    for (let waited = 0; ; waited += 10) {
      const state = readPostmasterFile(dataFolder);
      const hasEnded = server.exitCode !== null || server.signalCode !== null; // `failed` has said so
      if (hasEnded || (state?.pid === server.pid && state.ready)) return;
      if (waited > 120_000) throw new Error(`PostgreSQL is not ready after two minutes:\n${tailOf(logFile)}`);
      await sleep(10);
    }
  };
  await Promise.race([ready(), failed]).catch((error) => {
    server.kill('SIGQUIT');
    watchdog?.kill('SIGKILL');
    throw error;
  });
  return { server, watchdog };
}

function startWatchdog(pid, dataFolder, throwAway) {
  const script = fileURLToPath(new URL('./watchdog.mjs', import.meta.url));
  const watchdog = spawn(
    process.execPath,
    ['--max-semi-space-size=1', script, String(pid), dataFolder, ...(throwAway ? [throwAway] : [])],
    {
      detached: true,
      windowsHide: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      cwd: dataFolder.slice(0, dataFolder.length - '/cluster'.length),
    },
  );
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  watchdog.stdin.unref?.();
  return watchdog;
}

/**
 * Starts a server on `<folder>/cluster`, creating it at the first start.
 * @param {import('./postgres.mjs').StartOptions} options
 * @returns {Promise<import('./postgres.mjs').RunningPostgres>}
 */
export async function startPostgres({
  folder,
  password,
  preferredPort = 0,
  throwAway = false,
  logFile = join(folder, 'postgres.log'),
  say = () => {},
}) {
  const dataFolder = join(folder, 'cluster');
  const user = serverUser();
  const { initdb, postgres } = findBinaries(folder, user);
  const created = !existsSync(dataFolder);
  if (created) {
    say('creating the PostgreSQL data folder (once)');
    initialise({ folder, dataFolder, initdb, user, password, throwAway });
  } else {
    await stopOrphan(dataFolder, say);
  }
  const flags = flagsOf(throwAway ? { ...settings, ...throwAwaySettings } : settings);
  let started;
  let port;
  for (let attempt = 1; !started; attempt++) {
    port = await freePort(attempt === 1 ? preferredPort : 0);
    // Between the look and the bind another program may take the port.
    started = await launch({ dataFolder, folder, postgres, user, port, flags, logFile, throwAway }).catch((error) => {
      if (attempt === 3 || !/could not bind|Address already in use/.test(error.message)) throw error;
    });
  }
  const { server, watchdog } = started;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.unref();
  return {
    port,
    pid: server.pid,
    dataFolder,
    created,
    adminUrl: `postgres://${superuser}:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`,
    exited,
    async stop() {
      await stopServer(server.pid, dataFolder, { fast: throwAway });
      server.ref();
      await exited; // gone for the system too, not only without a command line
      if (throwAway) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      watchdog.stdin.destroy(); // it finds nothing left to do, and ends
    },
  };
}
