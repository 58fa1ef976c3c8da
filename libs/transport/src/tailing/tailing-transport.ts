import { UnknownSource } from '../errors.js';
import { type Scheduler, systemScheduler } from '../scheduler.js';
import type { ConsumeRequest, Consumption, PublishedLog, Transport } from '../transport.js';
import { type DeliveryBounds, defaultBounds } from './delivery-bounds.js';
import { TailingConsumption, type TailingTimes, type TailingTools } from './tailing-consumption.js';

export interface TailingOptions {
  readonly name: string;
  /** By service. Closed with the transport. */
  readonly logs: Iterable<PublishedLog>;
  readonly scheduler?: Scheduler;
  /** In [0, 1), for jitter. */
  readonly random?: () => number;
  readonly bounds?: Partial<DeliveryBounds>;
  readonly times?: Partial<TailingTimes>;
}

const defaultTimes: TailingTimes = { minPollMs: 4, maxPollMs: 1_000, paceMs: 10, answerMs: 30_000, stopGraceMs: 2_000 };

/**
 * Consumers tail the publishers' logs themselves; nothing is copied. Hints make it quick, polling makes it certain: with every hint lost, an event comes at most
 * `maxPollMs` later. Errors pause 50 ms to 5 s, doubling, with jitter. Keeps the guarantees of `Transport`; a `DivergedError` ends the consumption,
 * reported with `retryInMs` Infinity.
 */
export class TailingTransport implements Transport {
  readonly name: string;
  private readonly logs = new Map<string, PublishedLog>();
  private readonly consumptions = new Set<Consumption>();
  private readonly tools: TailingTools;

  constructor(options: TailingOptions) {
    this.name = options.name;
    for (const log of options.logs) this.add(log);
    this.tools = {
      scheduler: options.scheduler ?? systemScheduler,
      backoff: { firstMs: 50, maxMs: 5_000, random: options.random ?? Math.random },
      bounds: { ...defaultBounds, ...options.bounds },
      times: { ...defaultTimes, ...options.times },
    };
  }

  protected add(log: PublishedLog): void {
    if (this.logs.has(log.service)) throw new Error(`transport ${this.name} has two logs of ${log.service}`);
    this.logs.set(log.service, log);
  }

  consume(request: ConsumeRequest): Consumption {
    const consumption: Consumption = new TailingConsumption(this.log(request.source), request, this.tools, () =>
      this.consumptions.delete(consumption),
    );
    this.consumptions.add(consumption);
    return consumption;
  }

  log(service: string): PublishedLog {
    const log = this.logs.get(service);
    if (!log) throw new UnknownSource(service, [...this.logs.keys()]);
    return log;
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumptions].map((consumption) => consumption.stop()));
    await Promise.all([...this.logs.values()].map((log) => log.close()));
  }
}
