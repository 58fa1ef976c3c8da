/** A Kafka cluster of our own on 127.0.0.1: one broker or three, from the jars that Maven brought. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { takeLock } from '../pid-lock.mjs';
import { stopOrphan } from './broker-process.mjs';
import { Broker } from './broker.mjs';
import { choosePorts } from './cluster-ports.mjs';

/** The implementation of RunningKafka; cluster.d.mts says what each member promises. */
class Cluster {
  brokers = [];
  #options;
  #watchdog;
  #release;

  constructor(options) {
    this.#options = options;
    this.folder = options.folder;
    this.#release = lockFolder(options.folder);
    this.#watchdog = startWatchdog(options.folder, options.throwAway);
  }

  get bootstrap() {
    return this.brokers.map(({ port }) => `127.0.0.1:${port}`).join(',');
  }

  async open() {
    const { folder, count, ports, portsAtFirst, say } = this.#options;
    await stopOrphans(folder, say);
    for (let attempt = 1; ; attempt++) {
      const nodes = await choosePorts({ folder, count, asked: ports, usual: portsAtFirst, say });
      this.brokers = nodes.map(({ id }) => this.#broker(id, nodes));
      try {
        return await this.start();
      } catch (error) {
        // Between the look and the bind another program may have taken a port.
        if (attempt === 3 || !/Address already in use/.test(error.message)) throw error;
      }
    }
  }

  async start() {
    try {
      await Promise.all(this.brokers.map((broker) => broker.isRunning || broker.start()));
    } catch (error) {
      await this.#all((broker) => broker.kill());
      throw error;
    }
  }

  async stop() {
    const { throwAway } = this.#options;
    await this.#all((broker) => (throwAway ? broker.kill() : broker.stop()));
    if (throwAway) rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
    this.#watchdog.stdin.end(); // it finds nothing left to do, and ends
    this.#release();
  }

  async wipe() {
    await this.#all((broker) => broker.kill());
    for (const broker of this.brokers) broker.wipe();
    rmSync(idFileOf(this.folder), { force: true });
  }

  #all(work) {
    return Promise.all(this.brokers.map(work));
  }

  #broker(id, nodes) {
    const { folder, libs, heap, say, onUnexpectedExit } = this.#options;
    const onProcess = (pid) => this.#watchdog.stdin.write(`${pid}\n`);
    return new Broker({ id, nodes, folder, libs, heap, say, clusterId: () => clusterIdOf(folder), onProcess, onUnexpectedExit });
  }
}

/**
 * @param {import('./cluster.mjs').StartKafkaOptions} options
 * @returns {Promise<import('./cluster.mjs').RunningKafka>}
 */
export async function startKafka({ folder, libs, brokers: count = 1, heap = '256m', throwAway = false, ...others }) {
  const { ports, portsAtFirst, say = () => {}, onUnexpectedExit = () => {} } = others;
  mkdirSync(folder, { recursive: true });
  const cluster = new Cluster({ folder, libs, count, ports, portsAtFirst, heap, throwAway, say, onUnexpectedExit });
  try {
    await cluster.open();
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Deletes what a cluster keeps in its folder. */
export async function deleteKafkaData(folder, say) {
  if (!existsSync(folder)) return;
  const release = lockFolder(folder);
  await stopOrphans(folder, say);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  release();
}

/** Two launchers on the same data would take each other's brokers for orphans. */
function lockFolder(folder) {
  const { owner, release } = takeLock(join(folder, 'owner.lock'));
  if (owner) throw new Error(`process ${owner} runs the Kafka of these data: ${folder}. Stop it first, or choose another folder.`);
  process.once('exit', release);
  return () => {
    release();
    process.removeListener('exit', release);
  };
}

const stopOrphans = (folder, say) =>
  Promise.all(
    readdirSync(folder)
      .filter((name) => name.startsWith('broker-'))
      .map((name) => stopOrphan(join(folder, name), say)),
  );

const idFileOf = (folder) => join(folder, 'cluster-id');

/** Sixteen bytes in base64url, as Kafka makes them, the same for all brokers; a leading dash would be taken for an option. */
function clusterIdOf(folder) {
  const file = idFileOf(folder);
  if (!existsSync(file)) writeFileSync(file, randomBytes(16).toString('base64url').replace(/^-/, 'M'));
  return readFileSync(file, 'utf8');
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
