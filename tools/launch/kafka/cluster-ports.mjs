import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPortFree } from '../ports.mjs';

/**
 * Below the range from which systems take the ports of outgoing connections: while a broker is down, a client that looks for it must not
 * be given its port.
 */
const range = { from: 20_000, to: 32_000 };

/**
 * Two ports for each broker, its own and the next one for the controllers' quorum: those asked for, else those of the last run, else those
 * usual at first, else any. Remembered in the cluster's folder. What is taken by another program is replaced, and said.
 * @param {{ folder: string, count: number, asked?: number[], usual?: number[], say: (text: string) => void }} options
 * @returns {Promise<{ id: number, port: number, controllerPort: number }[]>}
 */
export async function choosePorts({ folder, count, asked, usual, say }) {
  const file = join(folder, 'ports.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const ports = [];
  for (let index = 0; index < count; index++) {
    const expected = asked?.[index] ?? kept[index];
    const first = expected ?? usual?.[index];
    const port = first && (await isPairFree(first)) ? first : await anyPair(ports);
    if (expected && port !== expected)
      say(`port ${expected} or ${expected + 1} is taken by another program; Kafka's broker ${index + 1} listens on ${port}`);
    ports.push(port);
  }
  writeFileSync(file, JSON.stringify(ports));
  return ports.map((port, index) => ({ id: index + 1, port, controllerPort: port + 1 }));
}

const isPairFree = async (port) => (await isPortFree(port)) && (await isPortFree(port + 1));

async function anyPair(except) {
  for (;;) {
    const port = range.from + 2 * Math.floor((Math.random() * (range.to - range.from)) / 2);
    if (!except.includes(port) && (await isPairFree(port))) return port;
  }
}
