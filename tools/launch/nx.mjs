/** `nx` without its daemon, its cloud and its plugin processes: `node tools/launch/nx.mjs run-many -t build`. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { root } from './install.mjs';

export const nxEnvironment = {
  NX_DAEMON: 'false',
  NX_ISOLATE_PLUGINS: 'false', // in-process plugins: a cached run takes well under a second instead of three
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  NX_SKIP_NX_CACHE: process.env.NX_SKIP_NX_CACHE ?? 'false',
};

/**
 * Runs nx to its end.
 * @param {string[]} args
 * @param {import('node:child_process').StdioOptions} stdio
 * @returns {Promise<{ code: number, output: string }>} what it printed, where stdio pipes
 */
export function nx(args, stdio = 'inherit') {
  const cli = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  // Nx takes the npm scripts of the root for targets: `build` would start itself, in a circle.
  const exclude = args[0] === 'run-many' ? ['--exclude=@millrace/source'] : [];
  const child = spawn(process.execPath, [cli, ...args, ...exclude], { cwd: root, stdio, env: { ...process.env, ...nxEnvironment } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

if (import.meta.main) process.exitCode = (await nx(process.argv.slice(2))).code;
