import { PassThrough } from 'node:stream';
import { Problem, unavailable } from '../problems/problem.js';

export interface StreamBounds {
  /** Open streams of this process. */
  readonly atMost?: number;
  /** Open streams of one client. */
  readonly perClient?: number;
}

/**
 * Answers that do not end by themselves: counted, so that they stay few, and ended together when the process stops, so that their clients go on with another copy.
 */
export class EventStreams {
  private readonly open = new Map<PassThrough, string | undefined>();
  private ending = false;

  constructor(private readonly bounds: StreamBounds = {}) {}

  get size(): number {
    return this.open.size;
  }

  /**
   * What is written into it goes to the client; it counts until it is closed, by either side. `client`: undefined where clients are counted by somebody else.
   * Throws `streams.too-many-of-client` (429) or `streams.too-many` (503).
   */
  begin(client: string | undefined): PassThrough {
    const { atMost = 1_000, perClient = 10 } = this.bounds;
    if (this.ending || this.open.size >= atMost)
      throw unavailable('streams.too-many', 'There are as many streams as this server can follow.', 5);
    if (client !== undefined && [...this.open.values()].filter((one) => one === client).length >= perClient)
      throw new Problem(429, 'streams.too-many-of-client', `You follow ${perClient} streams already: end one first.`, {
        headers: { 'retry-after': '5' },
      });
    const stream = new PassThrough();
    this.open.set(stream, client);
    stream.once('close', () => this.open.delete(stream)).on('error', () => undefined);
    return stream;
  }

  /** Ends all, and begins no more. */
  end(): void {
    this.ending = true;
    for (const stream of this.open.keys()) stream.end();
  }
}
