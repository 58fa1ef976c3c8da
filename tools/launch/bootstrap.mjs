#!/usr/bin/env node
/**
 * The entry of every npm script: `node tools/launch/bootstrap.mjs <script.mjs> [args]`, from any folder, on any Node >= 18.
 * Installs node_modules when absent or out of date, then runs the script with the Node that the lock file pins.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { install, isInstalled, modules, root } from './install.mjs';

const minimum = [24, 11];
const windows = process.platform === 'win32';

function fail(text) {
  console.error(`millrace: ${text}`);
  process.exit(1);
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > minimum[0] || (major === minimum[0] && minor >= minimum[1]);
}

/** Where the lock file has no Node for this platform (macOS), the one that runs this file must be new enough. */
function pinnedNode() {
  const packaged = join(modules, `node-${windows ? 'win' : process.platform}-${process.arch}`, 'bin', windows ? 'node.exe' : 'node');
  if (existsSync(packaged)) {
    // It may be there and not run (a musl system): then fall through to the system's.
    const version = spawnSync(packaged, ['-p', 'process.versions.node'], { encoding: 'utf8' });
    if (version.status === 0 && isNewEnough(version.stdout.trim())) return packaged;
  }
  if (isNewEnough(process.versions.node)) return process.execPath;
  return fail(
    `no Node ${minimum.join('.')} or newer. npm carries one for Linux (glibc) and Windows; here (${process.platform}-${process.arch}, ` +
      `Node ${process.versions.node}) please install it from your system's package manager.`,
  );
}

function run(node, script, args) {
  const child = spawn(node, [join(root, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: [dirname(node), join(modules, '.bin'), process.env.PATH].join(delimiter) },
  });
  // In a console of Windows the child gets Ctrl-C itself, and kill() would end it at once.
  for (const signal of windows ? ['SIGTERM'] : ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  if (windows) process.on('SIGINT', () => {});
  // `kill <pid of npm>` takes npm and its shell down and reaches nobody below: follow the parent.
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  child.on('error', (error) => fail(error.message));
  // 128 + signal, as a shell says it. Sending the signal to ourselves would only run the handlers above.
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
}

const [script, ...args] = process.argv.slice(2);
if (!script) fail('usage: node tools/launch/bootstrap.mjs <script.mjs> [arguments]');
if (!existsSync(join(root, script))) fail(`there is no ${script}`);
if (!isInstalled()) await install((text) => console.error(`millrace: ${text}`)).catch((error) => fail(error.message));
run(pinnedNode(), script, args);
