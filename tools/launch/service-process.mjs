import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { createInterface } from 'node:readline';
import { kafkaVariables } from './kafka/variables.mjs';

/** What of our own environment a service must not see: the admin's URL, the transport (it is told which one), the flags of the test runner. */
const ours = [
  ...kafkaVariables,
  'TRANSPORT',
  'MILLRACE_TRANSPORT',
  'MILLRACE_TEST_KAFKA',
  'TEST_KAFKA_BROKERS',
  'DATABASE_URL',
  'TEST_DATABASE_URL',
  'MILLRACE_TEST_POSTGRES',
  'PORT',
  'NODE_OPTIONS',
  'NODE_CHANNEL_FD',
  'JEST_WORKER_ID',
  'DEMO',
];
const windows = process.platform === 'win32';

export function inheritedEnvironment() {
  const kept = Object.entries(process.env).filter(([name]) => !ours.includes(name) && !name.startsWith('npm_') && !name.startsWith('NX_'));
  return Object.fromEntries(kept);
}

/**
 * One process of a service: starting → ready → ended. Emits 'line' (text, isError) and, once, 'exit' (what happened).
 * The process ends by itself when the channel to us closes, so that a killed launcher leaves nothing behind.
 */
export class ServiceProcess extends EventEmitter {
  #child;
  #lastErrors = [];
  #failure;
  #stopping = false;
  #startedAt = performance.now();

  /** @param {{ id: string, entry: string, cwd: string, env: Record<string, string>, nodeArgs?: string[] }} options */
  constructor({ id, entry, cwd, env, nodeArgs = [] }) {
    super();
    this.id = id;
    this.port = undefined;
    this.#child = spawn(process.execPath, ['--enable-source-maps', ...nodeArgs, entry], {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C in a terminal goes to the whole process group; services are stopped by us, once, in order.
      detached: !windows,
      windowsHide: true,
    });
    this.#readLines(this.#child.stdout, false);
    this.#readLines(this.#child.stderr, true);
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(this.#end(null, null, error.message)));
      // 'close' comes after the last line was read, 'exit' may come before.
      this.#child.once('close', (code, signal) => resolve(this.#end(code, signal)));
    });
    this.ready = this.#awaitReady();
    this.ready.catch(() => {}); // whoever waits hears of it; nobody has to
  }

  get pid() {
    return this.#child.pid;
  }

  get hasEnded() {
    return this.exit !== undefined;
  }

  /** Asks it to drain and end; after the grace it is killed. Resolves when it is gone. */
  async stop(signal = 'SIGTERM', graceMs = 8_000) {
    this.#stopping = true;
    if (this.hasEnded) return this.exit;
    // Windows knows no signals: there the closed channel is the request.
    if (windows && signal !== 'SIGKILL') this.#child.connected && this.#child.disconnect();
    else this.#child.kill(signal);
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(killer);
    return this.exit;
  }

  async #awaitReady() {
    const ready = new Promise((resolve) => {
      this.#child.on('message', (message) => {
        if (message?.type === 'ready') resolve(message);
        if (message?.type === 'failed') this.#failure = String(message.message);
      });
    });
    const first = await Promise.race([ready, this.ended.then(() => undefined)]);
    if (!first) throw new Error(this.exit.description);
    this.port = first.port;
    return this;
  }

  #end(code, signal, problem) {
    const reason = this.#failure ?? problem;
    const how = signal ? `was ended by ${signal}` : `exited with code ${code}`;
    const details = [reason, this.#lastErrors.join('\n')].filter(Boolean).join('\n');
    this.exit = {
      code,
      signal,
      expected: this.#stopping,
      wasReady: this.port !== undefined,
      livedMs: performance.now() - this.#startedAt,
      description: `${this.id} ${how}${details ? `:\n${details}` : ''}`,
    };
    this.emit('exit', this.exit);
    return this.exit;
  }

  #readLines(stream, isError) {
    createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
      if (isError) {
        this.#lastErrors.push(line);
        if (this.#lastErrors.length > 20) this.#lastErrors.shift();
      }
      this.emit('line', line, isError);
    });
  }
}

/** Resolves with the next exit of a process, whoever caused it. */
export const nextExit = async (service) => (service.hasEnded ? service.exit : (await once(service, 'exit'))[0]);
