import { createWriteStream, existsSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const mostBytes = 5_000_000;

/** A log file that keeps at most two generations of 5 MB: a service that complains all night does not fill the disk. */
export class ServiceLog {
  #file;
  #stream;
  #bytes = 0;

  constructor(file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
    this.#open();
  }

  write(line) {
    this.#stream.write(`${line}\n`);
    this.#bytes += line.length + 1;
    if (this.#bytes < mostBytes) return;
    this.#stream.end();
    renameSync(this.#file, `${this.#file}.1`);
    this.#open();
  }

  close() {
    return new Promise((resolve) => this.#stream.end(resolve));
  }

  #open() {
    this.#bytes = existsSync(this.#file) ? statSync(this.#file).size : 0;
    this.#stream = createWriteStream(this.#file, { flags: 'a' });
    this.#stream.on('error', () => {}); // a full disk is no reason to end the service
  }
}
