import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { root } from './install.mjs';
import { ServiceLog } from './service-log.mjs';
import { ServiceProcess, inheritedEnvironment } from './service-process.mjs';

const nameOf = (id) => id.split('#')[0];

/**
 * The service processes of one run: npm start has one of these, and so has every end-to-end test.
 * An id is a service's name, or name#2 for another copy of it. Emits 'exit' (id, what happened) for every end, wanted or not,
 * and 'errorLine' (id, line) for what a service says on stderr.
 */
export class Services extends EventEmitter {
  #running = new Map();
  #logs = new Map();
  #lastStart = new Map();
  #folder;
  #entryOf;

  /**
   * @param {object} options
   * @param {string} options.folder where `logs/` and the compile cache go
   * @param {(name: string) => string} [options.entryOf] the file that is run for a service
   */
  constructor({ folder, entryOf = (name) => join(root, 'apps', name, 'dist', 'main.js') }) {
    super();
    this.#folder = folder;
    this.#entryOf = entryOf;
  }

  get ids() {
    return [...this.#running.keys()];
  }

  pidOf(id) {
    return this.#running.get(id)?.pid;
  }

  portOf(id) {
    return this.#running.get(id)?.port;
  }

  logFileOf(id) {
    return join(this.#folder, 'logs', `${id.replace('#', '-')}.log`);
  }

  /**
   * Resolves when the service says it is ready; rejects with its last words when it ends before.
   * @param {string} id
   * @param {Record<string, string>} env on top of our own, of which the admin's URL and the like are left out
   * @param {{ nodeArgs?: string[], readyWithinMs?: number }} [options]
   */
  async start(id, env, options = {}) {
    if (this.#running.has(id)) throw new Error(`${id} is running already`);
    this.#lastStart.set(id, { env, options });
    const service = new ServiceProcess({
      id,
      entry: this.#entryOf(nameOf(id)),
      cwd: root,
      env: { ...inheritedEnvironment(), NODE_COMPILE_CACHE: join(this.#folder, 'compile-cache'), ...env },
      nodeArgs: options.nodeArgs,
    });
    this.#running.set(id, service);
    this.#follow(id, service);
    const deadline = setTimeout(() => void service.stop('SIGKILL'), options.readyWithinMs ?? 90_000);
    await service.ready.finally(() => clearTimeout(deadline));
    return { id, pid: service.pid, port: service.port, url: `http://127.0.0.1:${service.port}` };
  }

  /** Asks the service to drain and end, kills it after the grace; resolves when it is gone. */
  stop(id, signal = 'SIGTERM', graceMs = 8_000) {
    return this.#running.get(id)?.stop(signal, graceMs) ?? Promise.resolve(undefined);
  }

  /** As a power failure would: no draining, no goodbye. */
  kill(id) {
    return this.stop(id, 'SIGKILL');
  }

  /** Stops it if it runs, and starts it with what it was started with the last time, changed by `env`. */
  async restart(id, env = {}, { signal = 'SIGTERM' } = {}) {
    const last = this.#lastStart.get(id);
    if (!last) throw new Error(`${id} was never started`);
    await this.stop(id, signal);
    return this.start(id, { ...last.env, ...env }, last.options);
  }

  async stopAll({ graceMs = 8_000, signal = 'SIGTERM' } = {}) {
    await Promise.all(this.ids.map((id) => this.stop(id, signal, graceMs)));
    await Promise.all([...this.#logs.values()].map((log) => log.close()));
    this.#logs.clear();
  }

  #follow(id, service) {
    const log = this.#logs.get(id) ?? new ServiceLog(this.logFileOf(id));
    this.#logs.set(id, log);
    log.write(`--- ${new Date().toISOString()} started, process ${service.pid}`);
    service.on('line', (line, isError) => {
      log.write(line);
      if (isError) this.emit('errorLine', id, line);
    });
    service.on('exit', (exit) => {
      this.#running.delete(id);
      this.emit('exit', id, exit);
    });
  }
}
