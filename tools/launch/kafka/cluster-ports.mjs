import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPortFree } from '../ports.mjs';

/**
 * Below the range from which systems take the ports of outgoing connections: while a broker is down, a client that looks for it must not
 * be given its port.
 */
const range = { from: 20_000, to: 32_000 };

/**
 * Two ports for each broker, its own and the next one for the controllers' quorum: the wanted ones, else those of the last run,
 * else any; what is taken by another program is replaced, and said. Remembered in the cluster's folder.
 * @param {{ folder: string, count: number, wanted?: number[], say: (text: string) => void }} options
 * @returns {Promise<{ id: number, port: number, controllerPort: number }[]>}
 */
export async function choosePorts({ folder, count, wanted, say }) {
  const file = join(folder, 'ports.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const ports = [];
  for (let index = 0; index < count; index++) {
    const first = wanted?.[index] ?? kept[index];
    if (first && (await isPairFree(first))) {
      ports.push(first);
      continue;
    }
    ports.push(await anyPair(ports));
    if (first) say(`port ${first} or ${first + 1} is taken by another program; Kafka's broker ${index + 1} listens on ${ports[index]}`);
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
