/** npm start itself, with small programs in place of the services: what it starts, what it tells them, and that nothing is left when it ends. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.mjs';
import { APPS } from './topology.mjs';

const program = `
  import { createServer } from 'node:http';
  const server = createServer((_, response) => response.end(JSON.stringify(process.env)));
  server.listen(Number(process.env.PORT), process.env.HOST, () => process.send({ type: 'ready', port: server.address().port }));
  for (const reason of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(reason, () => process.exit(0));`;

export async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The process ids of the services, from the table that npm start prints. */
export const servicesIn = (output) => [...output.matchAll(/^ {2}(\w+) +http:\S+ +(\d+)/gm)].map(([, , pid]) => Number(pid));

/** What a service was told: its environment. */
export const toldTo = async (app, output) => (await fetch(new RegExp(`${app} +(http:\\S+)`).exec(output)[1])).json();

/** A data folder and a port of a spec's own. */
export class LauncherForSpecs {
  folder = mkdtempSync(join(tmpdir(), 'millrace-start-'));
  data = join(this.folder, 'data');
  port;
  current;

  async open() {
    chmodSync(this.folder, 0o711); // as root, PostgreSQL runs as a user who must reach it
    for (const app of APPS) this.program(app, program);
    this.port = await freePort();
  }

  program(app, source) {
    writeFileSync(join(this.folder, `${app}.mjs`), source);
  }

  /** Starts it, with nothing of the surroundings that would decide about database or transport. */
  start(args = [], env = {}) {
    const child = spawn(process.execPath, [fileURLToPath(new URL('./start.mjs', import.meta.url)), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...{ NODE_OPTIONS: '', DATABASE_URL: '', KAFKA_BROKERS: '', TRANSPORT: '' },
        PORT: String(this.port),
        MILLRACE_DATA: this.data,
        MILLRACE_ENTRIES: this.folder,
        ...env,
      },
    });
    const run = { child, output: '', ended: new Promise((resolve) => child.once('close', resolve)) };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (run.output += chunk));
    return (this.current = run);
  }

  /** Resolves when everything runs; rejects with what it said when it ends before. */
  async started(args, env) {
    const run = this.start(args, env);
    let isOver = false;
    void run.ended.then(() => (isOver = true));
    await until(() => isOver || run.output.includes('Millrace runs'));
    if (isOver) throw new Error(run.output);
    return run;
  }

  async stop() {
    this.current?.child.kill('SIGTERM');
    await this.current?.ended;
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
