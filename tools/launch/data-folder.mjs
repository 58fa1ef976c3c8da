/** Where everything that a run keeps lies: `.millrace/` in the repository, or MILLRACE_DATA. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './install.mjs';
import { takeLock } from './pid-lock.mjs';
import { isTraversable } from './postgres-binaries.mjs';

export class DataFolder {
  path = resolve(root, process.env.MILLRACE_DATA ?? '.millrace');
  #release = () => {};

  get buildStamp() {
    return join(this.path, 'build-stamp');
  }

  get logs() {
    return join(this.path, 'logs');
  }

  /** Of the Kafka broker that npm start runs. The jars lie beside it and stay. */
  get kafkaFolder() {
    return join(this.path, 'kafka', 'cluster');
  }

  /** One launcher at a time on the same data. Throws, naming the other, when there is one. */
  lock() {
    mkdirSync(this.logs, { recursive: true });
    const { owner, release } = takeLock(join(this.path, 'launcher.lock'));
    if (owner) {
      throw new Error(
        `another launcher (process ${owner}) is working on these data: ${this.path}\n` +
          `Stop it first (Ctrl-C in its terminal, or: kill ${owner}),\n` +
          'or run a second platform next to it on data and a port of its own: MILLRACE_DATA=.millrace-2 PORT=8081 npm start',
      );
    }
    this.#release = release;
    process.once('exit', release);
  }

  unlock() {
    this.#release();
  }

  /**
   * PostgreSQL does not run as root, and the user it runs as instead must be able to walk down to its data. A clone in root's home is
   * closed to everybody else; then the data go to a folder under /var/tmp that is named after this one.
   * @returns {{ folder: string, moved: boolean }}
   */
  postgresFolder() {
    const asRoot = process.getuid?.() === 0;
    mkdirSync(this.path, { recursive: true });
    const moved = asRoot && !isTraversable(this.path);
    const folder = moved
      ? join('/var/tmp', `millrace-${createHash('sha256').update(this.path).digest('hex').slice(0, 12)}`)
      : join(this.path, 'postgres');
    mkdirSync(folder, { recursive: true, mode: asRoot ? 0o711 : 0o700 });
    // In a folder that all may write to, somebody else may have been there first.
    if (process.getuid && statSync(folder).uid !== process.getuid())
      throw new Error(`${folder} belongs to another user; remove it, or set MILLRACE_DATA`);
    return { folder, moved };
  }

  /** Everything that was kept, except the logs' folder itself, the lock we hold, and Kafka's data: those open-transport.mjs deletes. */
  wipe() {
    for (const folder of [this.postgresFolder().folder, this.logs]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    rmSync(join(this.path, 'secrets.json'), { force: true });
    mkdirSync(this.logs, { recursive: true });
    this.postgresFolder();
  }
}

/** Passwords and the token that services know each other by: random, readable by us only, kept as long as the data are. */
export class SecretsFile {
  values;
  #file;

  constructor(folder) {
    this.#file = join(folder, 'secrets.json');
    this.values = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : {};
  }

  /** The value, made at first. */
  secret(name) {
    return (this.values[name] ??= randomBytes(32).toString('base64url'));
  }

  save() {
    writeFileSync(this.#file, `${JSON.stringify(this.values, null, 2)}\n`, { mode: 0o600 });
  }
}
