import type { Clock } from './clock.js';
import type { Answer, HttpCaller, Request } from './http-caller.js';
import { type Finding, OrdersSeen } from './orders-seen.js';
import type { Random } from './random.js';
import type { Recorder } from './recorder.js';

/** What all clients of a run have in common. */
export interface Surroundings {
  readonly caller: Pick<HttpCaller, 'call'>;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Makes names and keys of this run unlike those of any other. */
  readonly runId: string;
  readonly skus: readonly string[];
  /** Buyers have their parcels packed and delivered by a clerk of their own, because the platform's demo clerk is off. */
  readonly clerk: boolean;
  /** Aborted when those who only wait for something shall go. */
  readonly leaving: AbortSignal;
  /** Aborted when nothing is waited for any more: what is in flight was cut off by us, and says nothing about the target. */
  readonly cutOff: AbortSignal;
}

/** Who arrives: its number in the run, what it chooses by, and when it was meant to begin. */
export interface Arrival {
  readonly number: number;
  readonly random: Random;
  readonly intendedAt: number;
}

export interface Call extends Request {
  /** What this is, in the report. */
  readonly step: string;
  /** Statuses, besides 2xx, that are a proper answer to what is asked. */
  readonly accepts?: readonly number[];
  /** A look of a client that waits for something. */
  readonly isLook?: boolean;
}

export interface Reply extends Answer {
  readonly accepted: boolean;
  /** The answer says that it may be older than what this client has seen. */
  readonly markedStale: boolean;
}

/** One client from its arrival to its leaving: carries its consistency token, as a client should, and holds answers against what it has seen. */
export class Session {
  readonly customerId: string;
  readonly orders: OrdersSeen;
  private token: string | undefined;
  private calls = 0;

  constructor(
    readonly surroundings: Surroundings,
    readonly arrival: Arrival,
  ) {
    this.customerId = `load-${surroundings.runId}-${arrival.number}`;
    this.orders = new OrdersSeen(this.customerId);
  }

  get random(): Random {
    return this.arrival.random;
  }

  /** When the next request is meant to begin: the first with the arrival, however late we are; any other when its client has come to it. */
  get nextIntendedAt(): number {
    return this.calls === 0 ? this.arrival.intendedAt : this.surroundings.clock.now();
  }

  async call({ step, accepts = [], isLook = false, ...request }: Call): Promise<Reply> {
    const { caller, clock, recorder, cutOff } = this.surroundings;
    const intendedAt = this.nextIntendedAt;
    this.calls++;
    const answer = await caller.call({ ...request, headers: { ...this.tokenHeader(), ...request.headers } });
    const { status, problem, headers } = answer;
    const accepted = (status >= 200 && status < 300) || accepts.includes(status);
    const markedStale = headers['consistency'] === 'stale';
    this.token = (headers['consistency-token'] as string | undefined) ?? this.token;
    if (status === 0 && cutOff.aborted) recorder.unanswered++;
    else recorder.request({ step, intendedAt, endedAt: clock.now(), accepted, isLook, status, problem, markedStale });
    if (status === 500) this.report('fault', `${step} answered 500 ${problem ?? ''}`.trim(), answer);
    return { ...answer, accepted, markedStale };
  }

  /** What the client has found wrong with an answer. */
  found(findings: readonly Finding[], answer: Pick<Answer, 'headers'>): void {
    for (const { kind, what } of findings) this.report(kind, what, answer);
  }

  private report(kind: string, what: string, { headers }: Pick<Answer, 'headers'>): void {
    const trace = headers['trace-id'];
    const { recorder, clock } = this.surroundings;
    recorder.violation({ kind, atMs: clock.now(), client: this.arrival.number, what: trace ? `${what} [trace ${String(trace)}]` : what });
  }

  private tokenHeader(): Record<string, string> {
    return this.token === undefined ? {} : { 'consistency-token': this.token };
  }
}
