/** A Kafka cluster of our own on 127.0.0.1: one broker or three, from the jars that Maven brought. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Broker } from './broker.mjs';
import { choosePorts } from './cluster-ports.mjs';

/** Sixteen bytes in base64url, as Kafka makes them; a leading dash would be taken for an option. */
const newClusterId = () => randomBytes(16).toString('base64url').replace(/^-/, 'M');

/**
 * @param {import('./cluster.mjs').StartKafkaOptions} options
 * @returns {Promise<import('./cluster.mjs').RunningKafka>}
 */
export async function startKafka({
  folder,
  libs,
  brokers: count = 1,
  ports: wanted,
  heap = '256m',
  throwAway = false,
  logFile = (id) => join(folder, `broker-${id}.log`),
  say = () => {},
  onUnexpectedExit = () => {},
}) {
  mkdirSync(folder, { recursive: true });
  const watchdog = startWatchdog(folder, throwAway);
  let clusterId = newClusterId();
  const options = {
    ...{ folder, libs, heap, say, onUnexpectedExit },
    clusterId: () => clusterId,
    onProcess: (pid) => watchdog.stdin.write(`${pid}\n`),
  };
  let brokers = [];
  const all = (work) => Promise.all(brokers.map(work));
  const end = (how) => all((broker) => broker[how]());
  const start = async () => {
    try {
      await all((broker) => broker.isRunning || broker.start());
    } catch (error) {
      await end('kill');
      throw error;
    }
  };
  try {
    for (let attempt = 1; ; attempt++) {
      const nodes = await choosePorts({ folder, count, wanted, say });
      brokers = nodes.map(({ id }) => new Broker({ ...options, id, nodes, logFile: logFile(id) }));
      // Between the look and the bind another program may take a port.
      const taken = await start().then(
        () => false,
        (error) => {
          if (attempt === 3 || !/Address already in use/.test(error.message)) throw error;
          return true;
        },
      );
      if (!taken) break;
    }
  } catch (error) {
    watchdog.stdin.end();
    throw error;
  }
  return {
    folder,
    brokers,
    bootstrap: brokers.map(({ port }) => `127.0.0.1:${port}`).join(','),
    start,
    async stop() {
      await end(throwAway ? 'kill' : 'stop');
      if (throwAway) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
      watchdog.stdin.end(); // it finds nothing left to do, and ends
    },
    async wipe() {
      await end('kill');
      for (const broker of brokers) broker.wipe();
      clusterId = newClusterId();
    },
  };
}

function startWatchdog(folder, throwAway) {
  const script = fileURLToPath(new URL('./watchdog.mjs', import.meta.url));
  const watchdog = spawn(process.execPath, ['--max-semi-space-size=1', script, folder, ...(throwAway ? [folder] : [])], {
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.stdin.on('error', () => {});
  watchdog.unref();
  watchdog.stdin.unref?.();
  return watchdog;
}
