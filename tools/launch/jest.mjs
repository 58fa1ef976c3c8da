import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { root } from './install.mjs';

/** Nest 12 is ESM only, and Jest runs modules through an experimental API of Node. */
const nodeFlags = '--experimental-vm-modules --no-warnings';

/** @returns {Promise<number>} the exit code of jest */
export function jest(args, env = {}) {
  const program = createRequire(import.meta.url).resolve('jest/bin/jest');
  const child = spawn(process.execPath, [program, '--watchAll=false', ...(process.env.CI ? ['--ci'] : []), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: [process.env.NODE_OPTIONS, nodeFlags].filter(Boolean).join(' '), ...env },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}
