/**
 * Outlives whoever started it by a moment: when that process is gone, however it ended, the brokers are stopped and a throw-away folder
 * removed. It reads a pipe that only the starter holds open, and from it the process ids of brokers, one a line.
 *   node watchdog.mjs <folder of the cluster> [folder to remove]
 */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { isServerOf } from '../postgres-process.mjs';
import { stopBroker } from './broker-process.mjs';

const [folder, throwAway] = process.argv.slice(2);
// Ctrl-C is for the starter: it stops the brokers itself, in its order.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});

const pids = [];
process.stdin.on('error', () => {});
createInterface({ input: process.stdin })
  .on('line', (line) => pids.push(Number(line)))
  .on('close', async () => {
    const left = pids.filter((pid) => isServerOf(pid, folder));
    await Promise.all(left.map((pid) => stopBroker(pid, folder, { fast: Boolean(throwAway) })));
    if (throwAway) await rm(throwAway, { recursive: true, force: true, maxRetries: 5 });
    process.exit();
  });
