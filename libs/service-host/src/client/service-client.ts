import { Agent, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { attempt, type Attempt, AttemptFailed, type ServiceAnswer } from './attempt.js';
import { openAnswer } from './open-answer.js';

export interface ServiceClientOptions {
  readonly service: string;
  readonly url: string;
  /** Sent as `Authorization: Bearer …`. */
  readonly token?: string | undefined;
  /** For jitter. */
  readonly random?: () => number;
}

export interface ServiceRequest extends Omit<Attempt, 'timeoutMs'> {
  /** Doing it twice is doing it once: a read, or a request with an Idempotency-Key. */
  readonly idempotent: boolean;
  /** No attempt begins later than this; 3 s unless said. */
  readonly retryForMs?: number;
  /** Of one attempt; 10 s unless said. */
  readonly timeoutMs?: number;
}

/** The service could not be asked, or its answer was lost. `sent`: it may have received, and done, what was asked. */
export class ServiceAway extends Error {
  override readonly name = 'ServiceAway';
  constructor(
    readonly service: string,
    readonly sent: boolean,
    readonly timedOut: boolean,
    cause: unknown,
  ) {
    super(`${service} ${timedOut ? 'did not answer in time' : sent ? 'broke off before it answered' : 'cannot be reached'}`, { cause });
  }
}

/**
 * Asks one service over kept connections, and goes on asking while it restarts. Guarantees: never a second attempt of something that is not idempotent once
 * it may have been received; never longer than `retryForMs + timeoutMs`. Whatever the service answers is an answer, also 4xx and 5xx; only a 503 is asked again.
 * Rejects with ServiceAway.
 */
export class ServiceClient {
  readonly service: string;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 256 });
  private readonly base: URL;
  private readonly headers: Readonly<Record<string, string>>;
  private readonly random: () => number;

  constructor({ service, url, token, random = Math.random }: ServiceClientOptions) {
    this.service = service;
    this.base = new URL(url);
    this.headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    this.random = random;
  }

  async send({ idempotent, retryForMs = 3_000, timeoutMs = 10_000, ...request }: ServiceRequest): Promise<ServiceAnswer> {
    const until = performance.now() + retryForMs;
    const asked = { ...request, headers: { ...request.headers, ...this.headers }, timeoutMs };
    for (let tries = 0; ; tries++) {
      const wait = this.waitBefore(tries);
      const last = performance.now() + wait >= until;
      try {
        const answer = await attempt(this.base, this.agent, asked);
        if (last || !asksAgain(answer, idempotent)) return answer;
      } catch (error) {
        if (!(error instanceof AttemptFailed)) throw error;
        if (last || error.timedOut || (error.sent && !idempotent))
          throw new ServiceAway(this.service, error.sent, error.timedOut, error.cause);
      }
      await pause(wait);
    }
  }

  /** For a read whose answer may never end: as `send`, but answers with the headers, see `openAnswer`; what breaks off later is not asked again. */
  async open({ idempotent: _, retryForMs = 3_000, timeoutMs = 10_000, ...request }: ServiceRequest): Promise<IncomingMessage> {
    const until = performance.now() + retryForMs;
    const asked = { ...request, headers: { ...request.headers, ...this.headers }, timeoutMs };
    for (let tries = 0; ; tries++) {
      const wait = this.waitBefore(tries);
      const last = performance.now() + wait >= until;
      try {
        const answer = await openAnswer(this.base, asked);
        if (last || answer.statusCode !== 503) return answer;
        answer.destroy();
      } catch (error) {
        if (!(error instanceof AttemptFailed)) throw error;
        if (last || error.timedOut) throw new ServiceAway(this.service, error.sent, error.timedOut, error.cause);
      }
      await pause(wait);
    }
  }

  close(): void {
    this.agent.destroy();
  }

  private waitBefore(tries: number): number {
    return (0.5 + this.random() / 2) * Math.min(400, 25 * 2 ** tries);
  }
}

/** A copy that is stopping has done nothing; any other 503 may have. */
const asksAgain = ({ status, body }: ServiceAnswer, idempotent: boolean): boolean =>
  status === 503 && (idempotent || body.includes('"code":"service.draining"'));
