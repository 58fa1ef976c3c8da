/**
 * Outlives whoever started it by a moment: when that process is gone, however it ended, PostgreSQL is stopped and a throw-away folder
 * removed. It reads a pipe that only the starter holds open, so it needs no polling and no pid can be mistaken for another.
 *   node watchdog.mjs <pid of postgres> <data folder> [folder to remove]
 */
import { rm } from 'node:fs/promises';
import { isServerOf, stopServer } from './postgres-process.mjs';

const [pid, dataFolder, throwAway] = process.argv.slice(2);
// Ctrl-C is for the starter: it stops the server itself, in its order.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});

process.stdin.on('error', () => {});
process.stdin.resume();
process.stdin.on('close', async () => {
  if (isServerOf(Number(pid), dataFolder)) await stopServer(Number(pid), dataFolder, { fast: Boolean(throwAway) });
  if (throwAway) await rm(throwAway, { recursive: true, force: true, maxRetries: 5 });
  process.exit();
});
