import { Arrivals } from './arrivals.js';
import { type Clock, clockFromNow } from './clock.js';
import { mixes } from './clients/mixes.js';
import { HttpCaller } from './http-caller.js';
import type { LoadOptions } from './options.js';
import { randomOfClient, weighted } from './random.js';
import { Recorder } from './recorder.js';
import { Session, type Surroundings } from './session.js';

export interface Shop {
  readonly runId: string;
  readonly skus: readonly string[];
}

/** A look at a run while it goes on. */
export interface Progress {
  readonly atMs: number;
  readonly inFlight: number;
  readonly recorder: Recorder;
}

export interface Run {
  readonly rate: number;
  readonly recorder: Recorder;
  /** For how long clients arrived: less than was asked for when the run was stopped. */
  readonly offeredMs: number;
  /** Of this process, as a share of one core. */
  readonly ownCpu: number;
}

/** After a stop, so long for answers that are on their way. */
const graceMs = 1_000;

/**
 * Lets clients arrive at the rate for the duration, then waits, at most `followMs`, for those who follow their orders. `stop` ends both early; the
 * run is told as far as it came.
 */
export const offerLoad = async (
  options: LoadOptions,
  shop: Shop,
  stop: AbortSignal,
  onSecond: (progress: Progress) => void,
): Promise<Run> => {
  const caller = new HttpCaller(options);
  const clock = clockFromNow();
  const recorder = new Recorder(options.sloMs);
  const leaving = new AbortController();
  const cutOff = new AbortController();
  const clients = new Clients(options, caller, {
    ...shop,
    caller,
    clock,
    recorder,
    clerk: options.clerk,
    leaving: leaving.signal,
    cutOff: cutOff.signal,
  });
  const cpu = process.cpuUsage();
  const ticker = setInterval(() => onSecond({ atMs: clock.now(), inFlight: caller.inFlight, recorder }), 1_000);
  try {
    const offeredMs = await letArrive(clients, clock, options, stop);
    await atMost(options.followMs, clients.allGone(), clock, stop);
    leaving.abort();
    await atMost(graceMs + (stop.aborted ? 0 : options.timeoutMs), clients.allGone(), clock);
    cutOff.abort();
    caller.close();
    await clients.allGone();
    const { user, system } = process.cpuUsage(cpu);
    return { rate: options.rate, recorder, offeredMs, ownCpu: (user + system) / 1000 / clock.now() };
  } finally {
    clearInterval(ticker);
    caller.close();
  }
};

/** Starts each client when its time has come. Answers how long that went on, in milliseconds. */
const letArrive = async (clients: Clients, clock: Clock, { rate, durationMs }: LoadOptions, stop: AbortSignal): Promise<number> => {
  const arrivals = new Arrivals(rate, durationMs);
  for (let next = 0; next < arrivals.total && !stop.aborted;) {
    const due = arrivals.dueBy(clock.now());
    while (next < due) {
      clients.arrive(next, arrivals.intendedAt(next));
      next++;
    }
    if (next < arrivals.total) await clock.pause(Math.max(1, arrivals.intendedAt(next) - clock.now()), stop);
  }
  if (!stop.aborted) await clock.pause(durationMs - clock.now(), stop);
  // A timer may come a moment early: who was not stopped has arrived for all of it.
  return stop.aborted ? Math.min(clock.now(), durationMs) : durationMs;
};

/** Those who are there. */
class Clients {
  private readonly present = new Set<Promise<void>>();

  constructor(
    private readonly options: LoadOptions,
    private readonly caller: HttpCaller,
    private readonly surroundings: Surroundings,
  ) {}

  /** A client that finds every connection taken is not started: it counts as missed, and the report says so. */
  arrive(number: number, intendedAt: number): void {
    const { recorder, clock } = this.surroundings;
    recorder.offered(intendedAt);
    if (this.caller.isFull) {
      recorder.clients.missed++;
      return;
    }
    recorder.started(clock.now() - intendedAt);
    const random = randomOfClient(this.options.seed, number);
    const client = weighted(random, mixes[this.options.mix]);
    const gone = client(new Session(this.surroundings, { number, random, intendedAt }))
      .catch((error: unknown) =>
        recorder.violation({ kind: 'not understood', atMs: clock.now(), client: number, what: whatHappened(error) }),
      )
      .finally(() => {
        recorder.clients.finished++;
        this.present.delete(gone);
      });
    this.present.add(gone);
  }

  async allGone(): Promise<void> {
    await Promise.all(this.present);
  }
}

/** An answer of another shape than the API's, as a rule: the client could make nothing of it. */
const whatHappened = (error: unknown): string => `a client could not go on: ${error instanceof Error ? error.message : String(error)}`;

const atMost = async (ms: number, done: Promise<void>, clock: Clock, stop?: AbortSignal): Promise<void> => {
  const enough = new AbortController();
  const signal = stop ? AbortSignal.any([stop, enough.signal]) : enough.signal;
  await Promise.race([done, clock.pause(ms, signal)]);
  enough.abort();
};
