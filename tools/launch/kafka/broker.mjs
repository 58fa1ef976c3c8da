import { closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { brokerIds } from './admin.mjs';
import { format, graceMs, pidFileOf, spawnJava } from './broker-process.mjs';
import { serverProperties } from './server-properties.mjs';

/** A busy machine may need half a minute for what usually takes three seconds. */
const readyWithinMs = 120_000;
const largestLog = 5_000_000;

/** Why it ended, from what was logged since `from`: the first error and its causes, or the last lines. */
function lastWords(file, from) {
  const lines = readFileSync(file).subarray(from).toString().trimEnd().split('\n');
  const reasons = new Set(lines.filter((line) => / ERROR |^Error: |^Caused by: /.test(line)));
  return (reasons.size > 0 ? [...reasons].slice(0, 4) : lines.slice(-8)).join('\n');
}

/**
 * One broker on a folder of its own, in a process of its own: it can be killed, frozen and started again, always on the same ports.
 * Whoever makes one must stop it; that it does not outlive us is the cluster's business (its watchdog).
 */
export class Broker {
  #options;
  #child;
  #stopping = false;
  #logFrom = 0;

  /**
   * @param {object} options
   * @param {number} options.id from 1
   * @param {string} options.folder of the whole cluster
   * @param {{ id: number, port: number, controllerPort: number }[]} options.nodes all of the cluster
   * @param {string} options.libs folder of the jars
   * @param {string} options.heap as Java's -Xmx takes it, e.g. 256m
   * @param {() => string} options.clusterId of data that are made now
   * @param {(text: string) => void} options.say
   * @param {(pid: number) => void} options.onProcess told of every process, at once
   * @param {(broker: Broker, description: string) => void} options.onUnexpectedExit of a process that had become ready
   */
  constructor(options) {
    this.#options = options;
    this.id = options.id;
    this.port = options.nodes.find(({ id }) => id === options.id).port;
    this.folder = join(options.folder, `broker-${options.id}`);
    // Beside the data, not in them: it tells of a broker whose data were wiped.
    this.logFile = join(options.folder, `broker-${options.id}.log`);
  }

  get pid() {
    return this.#child?.pid;
  }

  get isRunning() {
    return this.#child !== undefined;
  }

  /**
   * Runs it, making its data at first; resolves when it counts itself among the brokers it tells its clients of.
   * Rejects with the last lines of its log when it ends before.
   */
  async start() {
    if (this.#child) throw new Error(`broker ${this.id} is running already`);
    this.#stopping = false;
    await this.#makeData();
    if (this.#stopping) throw new Error(`Kafka's broker ${this.id} was stopped before it ran`);
    const child = this.#spawn();
    let wasReady = false;
    const ended = new Promise((resolve) => {
      const end = (how) => {
        this.#child = undefined;
        const description = `Kafka's broker ${this.id} ended (${how}); its log: ${this.logFile}\n${lastWords(this.logFile, this.#logFrom)}`;
        resolve(description);
        if (wasReady && !this.#stopping) this.#options.onUnexpectedExit(this, description);
      };
      child.once('error', (error) => end(error.message));
      child.once('exit', (code, signal) => end(signal ?? `exit code ${code}`));
    });
    await this.#untilReady(ended);
    wasReady = true;
  }

  /** Ends it as a power failure would; resolves when the process is gone. */
  async kill(signal = 'SIGKILL') {
    this.#stopping = true;
    const child = this.#child;
    if (!child) return;
    child.ref(); // by itself it does not keep us running; its end is waited for
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }

  /** Freezes it where it stands: its connections stay open, and nothing answers. */
  pause() {
    this.#child?.kill('SIGSTOP');
  }

  resume() {
    this.#child?.kill('SIGCONT');
  }

  /** Asks it to close its files and end; after ten seconds it is killed. */
  async stop() {
    const killer = setTimeout(() => void this.kill(), graceMs);
    const ended = this.kill('SIGTERM');
    this.resume(); // a frozen one would not hear it
    await ended;
    clearTimeout(killer);
  }

  /** Deletes its data. */
  wipe() {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  get #propertiesFile() {
    return join(this.folder, 'server.properties');
  }

  /** The data folder is made elsewhere and moved into place when whole: what was interrupted leaves nothing that looks like data. */
  async #makeData() {
    const { nodes, libs, clusterId } = this.#options;
    const dataFolder = join(this.folder, 'data');
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.#propertiesFile, serverProperties({ id: this.id, nodes, dataFolder }));
    if (existsSync(dataFolder)) return;
    const unfinished = `${dataFolder}.unfinished`;
    const properties = serverProperties({ id: this.id, nodes, dataFolder: unfinished });
    await format({ clusterId: clusterId(), libs, folder: this.folder, properties });
    renameSync(unfinished, dataFolder);
  }

  #spawn() {
    const { libs, heap, onProcess } = this.#options;
    if (existsSync(this.logFile) && statSync(this.logFile).size > largestLog) rmSync(this.logFile);
    const log = openSync(this.logFile, 'a');
    this.#logFrom = fstatSync(log).size;
    const args = ['kafka.Kafka', this.#propertiesFile];
    this.#child = spawnJava({ heap, libs, folder: this.folder, args, stdio: ['ignore', log, log] });
    closeSync(log);
    if (this.pid) {
      onProcess(this.pid);
      writeFileSync(pidFileOf(this.folder), `${this.pid}\n`);
    }
    this.#child.unref();
    return this.#child;
  }

  async #untilReady(ended) {
    let description;
    void ended.then((text) => (description = text));
    const started = performance.now();
    for (let toldAt = 0; ;) {
      const ids = await brokerIds({ brokers: [`127.0.0.1:${this.port}`] }).catch(() => []);
      if (description) throw new Error(description);
      if (ids.includes(this.id)) return;
      const waited = performance.now() - started;
      if (waited > readyWithinMs) {
        await this.kill();
        throw new Error(
          `Kafka's broker ${this.id} was not ready within ${readyWithinMs / 1000} s:\n${lastWords(this.logFile, this.#logFrom)}`,
        );
      }
      if (waited - toldAt > 10_000) {
        toldAt = waited;
        this.#options.say(`waiting for Kafka's broker ${this.id} (${Math.round(waited / 1000)} s)`);
      }
      await Promise.race([sleep(50), ended]);
    }
  }
}
