import { setTimeout as sleep } from 'node:timers/promises';

const quickMs = 10_000;
const patience = 5;

/**
 * Keeps services running: one that ends unasked is started again, later each time. A service that has never been ready and ended quickly
 * five times will not do better the sixth.
 */
export class Supervisor {
  #platform;
  #say;
  #stopping = false;
  #quickExits = new Map();
  #leftAlone = new Set();

  /** @param {{ platform: import('./platform.mjs').Platform, say: (text: string) => void }} options */
  constructor({ platform, say }) {
    this.#platform = platform;
    this.#say = say;
    platform.services.on('exit', (id, exit) => {
      // Ends before it was ready are seen by whoever started it.
      if (!exit.expected && exit.wasReady && !this.#stopping && !this.#leftAlone.has(id)) void this.#recover(id, exit);
    });
  }

  /** Somebody else looks after this one. */
  leaveAlone(app) {
    this.#leftAlone.add(app);
  }

  /** Resolves when it is ready; rejects when it gave up. */
  async start(app, options) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#platform.services.start(app, this.#platform.envOf(app), options);
      } catch (error) {
        if (this.#stopping) return undefined;
        if (attempt === patience)
          throw new Error(
            `${app} does not start; I tried ${patience} times. ${error.message}\nIts log: ${this.#platform.services.logFileOf(app)}`,
            { cause: error },
          );
        this.#say(`${error.message}\n            starting ${app} again (${attempt} of ${patience - 1})`);
        await sleep(250 * 2 ** (attempt - 1));
        if (this.#stopping) return undefined;
      }
    }
  }

  stop() {
    this.#stopping = true;
  }

  async #recover(app, exit) {
    const quick = exit.livedMs < quickMs ? (this.#quickExits.get(app) ?? 0) + 1 : 0;
    this.#quickExits.set(app, quick);
    const pause = Math.min(500 * 2 ** quick, 15_000);
    this.#say(`${exit.description}\n            starting it again in ${pause} ms`);
    await sleep(pause);
    if (this.#stopping) return;
    try {
      const started = await this.start(app);
      if (started) this.#say(`${app} is ready again on ${started.url}`);
    } catch (error) {
      this.#say(error.message);
      if (!this.#stopping) void this.#recover(app, { livedMs: 0, description: `${app} is down` });
    }
  }
}
