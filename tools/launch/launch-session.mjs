/** What npm start and npm run dev have in common: one data folder, one PostgreSQL, one transport, one set of services, one orderly end. */
import { join } from 'node:path';
import { chooseTransport } from './choose-transport.mjs';
import { complain, step } from './console.mjs';
import { DataFolder } from './data-folder.mjs';
import { DevIssuer } from './dev-issuer.mjs';
import { openDatabase } from './open-database.mjs';
import { openTransport } from './open-transport.mjs';
import { preparePlatform } from './platform.mjs';
import { isPortFree } from './ports.mjs';
import { followSignals } from './signals.mjs';
import { Supervisor } from './supervisor.mjs';

export class LaunchSession {
  data = new DataFolder();
  external = process.env.DATABASE_URL;
  postgres;
  transport;
  platform;
  supervisor;
  issuer;
  #stopping;

  constructor() {
    followSignals({ onStop: (why) => void this.stop(0, why), onImpatience: () => void this.#kill() });
  }

  get isStopping() {
    return this.#stopping !== undefined;
  }

  /** Runs the work; what it throws is told, and everything is stopped. */
  async run(work) {
    try {
      await work();
    } catch (error) {
      if (!this.isStopping) complain(error.message);
      await this.stop(1);
    }
  }

  /** The data are ours and the port is free, or it throws. */
  async claim() {
    const port = Number(process.env.PORT || 8080);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`PORT=${process.env.PORT} is not a port (0 to 65535)`);
    this.data.lock();
    if (port && !(await isPortFree(port))) {
      throw new Error(
        `port ${port} is taken by another program. Give the gateway another one: PORT=${port === 65_535 ? 8080 : port + 1} npm start`,
      );
    }
    return port;
  }

  /** PostgreSQL, databases, roles, addresses, and Kafka where it is the transport; no service yet. */
  async prepare({ gatewayPort, fresh, transport, extra }) {
    const choice = chooseTransport({ asked: transport ?? process.env.TRANSPORT, brokers: process.env.KAFKA_BROKERS });
    const transportReady = this.#openTransport(choice, fresh);
    // Your cluster may refuse --fresh: before anything is deleted.
    if (fresh && choice.kind === 'kafka' && !choice.own) await transportReady;
    const [{ adminUrl, prefix, secrets }] = await Promise.all([this.#openDatabase(fresh), transportReady]);
    if (this.isStopping) return; // Ctrl-C meanwhile
    // Other programs in place of the services: how the launcher itself is tested.
    const entries = process.env.MILLRACE_ENTRIES;
    const entryOf = entries ? (name) => join(entries, `${name}.mjs`) : undefined;
    this.platform = await preparePlatform({
      adminUrl,
      folder: this.data.path,
      prefix,
      secrets: secrets.values,
      gatewayPort,
      transport: this.transport.env,
      extra,
      entryOf,
    });
    secrets.save();
    step('databases and roles are in place');
    this.supervisor = new Supervisor({ platform: this.platform, say: step });
    this.platform.services.on('errorLine', (id, line) => this.isStopping || console.error(`  [${id}] ${line}`));
  }

  /** An issuer of tokens for trying, and what the gateway is told of it. */
  async openIssuer() {
    this.issuer = await new DevIssuer().start();
    return this.issuer.environment;
  }

  async #openDatabase(fresh) {
    const database = await openDatabase({ data: this.data, external: this.external, fresh, say: step });
    this.postgres = database.postgres;
    if (this.isStopping) await this.postgres?.stop();
    void this.postgres?.exited.then(() => this.isStopping || this.stop(1, `PostgreSQL has ended; its log: ${database.logFile}`));
    return database;
  }

  async #openTransport(choice, fresh) {
    const folder = this.data.kafkaFolder;
    this.transport = await openTransport({ choice, folder, fresh, say: step, isStopping: () => this.isStopping });
    if (this.isStopping) await this.transport.kafka?.stop();
  }

  stop(exitCode, why) {
    this.#stopping ??= this.#end(why).catch((error) => {
      complain(error.message);
      exitCode = 1;
    });
    return this.#stopping.then(() => process.exit(exitCode));
  }

  async #end(why) {
    if (why) step(`stopping (${why})`);
    this.supervisor?.stop();
    await this.platform?.stop();
    await Promise.all([this.transport?.kafka?.stop(), this.postgres?.stop(), this.issuer?.stop()]);
    if (this.platform) {
      step('stopped');
      const kept = [this.postgres?.dataFolder ?? 'in your PostgreSQL', this.transport.kafka?.folder].filter(Boolean);
      console.log(`\nThe data are kept: ${kept.join(', ')}\nLogs: ${this.data.logs}`);
    }
    this.data.unlock();
  }

  /** The second Ctrl-C. */
  async #kill() {
    complain('killing what still runs');
    await this.platform?.stop({ signal: 'SIGKILL' });
    await Promise.all((this.transport?.kafka?.brokers ?? []).map((broker) => broker.kill()));
    if (this.postgres) process.kill(this.postgres.pid, 'SIGQUIT');
    process.exit(130);
  }
}
