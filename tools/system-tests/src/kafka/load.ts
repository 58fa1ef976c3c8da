import { setTimeout as pause } from 'node:timers/promises';
import type { Shop } from '../shop.js';

/** Orders offered a second: more than two cores carry through, so whatever happens hits services that are behind. */
export const perSecond = 300;
const patienceMs = 180_000;
const longestPauseMs = 10_000;

/**
 * Orders that come at their own pace, however slow the answers are (an open loop). Each client behaves as a good one does: the same request with the same key, after
 * the pause it was asked for, longer each time, until it is accepted.
 */
export class Load {
  /** The ids of all that were placed; rejects when one is not accepted within three minutes. */
  readonly placed: Promise<readonly string[]>;
  /** Seconds from the first offer to the last acceptance. */
  readonly placedWithin: Promise<number>;
  private readonly began = performance.now();
  private accepted = 0;
  private waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(
    private readonly shop: Shop,
    private readonly sku: string,
    readonly count: number,
  ) {
    this.placed = this.placeAll();
    this.placedWithin = this.placed.then(() => this.sinceBegun());
    this.placedWithin.catch(() => undefined); // whoever started the load asks for it later
  }

  /** In seconds. */
  sinceBegun(): number {
    return Math.round(performance.now() - this.began) / 1_000;
  }

  /** Resolves when so many were accepted. */
  async reached(count: number): Promise<void> {
    const reached = new Promise<void>((resolve) => {
      if (this.accepted >= count) resolve();
      else this.waiting.push({ count, resolve });
    });
    await Promise.race([reached, this.placed]);
  }

  private async placeAll(): Promise<readonly string[]> {
    const placing: Promise<string>[] = [];
    for (let i = 0; i < this.count; i++) {
      const early = this.began + (i * 1_000) / perSecond - performance.now();
      if (early > 0) await pause(early);
      placing.push(this.place(`${this.sku}-${i}`));
      placing.at(-1)!.catch(() => undefined); // seen below
    }
    return Promise.all(placing);
  }

  private async place(key: string): Promise<string> {
    const deadline = performance.now() + patienceMs;
    for (let refusals = 0; ; refusals++) {
      const answer = await this.shop
        .another()
        .placing({ sku: this.sku, key })
        .catch((error: unknown) => ({ status: 0, headers: new Headers(), body: String(error) as unknown }));
      if (answer.status === 202) return this.accept(answer.body as { orderId: string });
      if (performance.now() > deadline) throw new Error(`order ${key} was not accepted: ${answer.status} ${JSON.stringify(answer.body)}`);
      await pause(pauseMs(Number(answer.headers.get('retry-after') ?? 0.5), refusals));
    }
  }

  private accept({ orderId }: { orderId: string }): string {
    this.accepted++;
    this.waiting = this.waiting.filter(({ count, resolve }) => {
      if (this.accepted >= count) resolve();
      return this.accepted < count;
    });
    return orderId;
  }
}

/** Doubles, and is not the same for all: hundreds that come back together would keep a service down that has just started. */
const pauseMs = (askedForS: number, refusals: number): number =>
  Math.min(1_000 * askedForS * 2 ** refusals, longestPauseMs) * (1 + Math.random() / 2);
