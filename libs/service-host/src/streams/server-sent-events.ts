import type { PassThrough } from 'node:stream';

export interface ServerSentEvent {
  /** What the client sends back as `Last-Event-ID` when it goes on. */
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** Nobody in between may keep it, or wait until it is complete. */
export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
};

/** A client that lets this much wait does not read any more. */
const mostUnreadBytes = 256 * 1024;

/**
 * Writes server-sent events (the WHATWG's text/event-stream). Begins at once, with how soon to reconnect; a comment every so often shows both sides that the
 * other is there, and keeps proxies from closing.
 */
export class ServerSentEvents {
  constructor(
    private readonly stream: PassThrough,
    { heartbeatMs = 15_000, retryMs = 1_000 } = {},
  ) {
    stream.write(`retry: ${retryMs}\n\n`);
    const heartbeat = setInterval(() => this.write(': still there\n\n'), heartbeatMs);
    stream.once('close', () => clearInterval(heartbeat)).once('end', () => clearInterval(heartbeat));
  }

  send({ id, event, data }: ServerSentEvent): void {
    this.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  end(): void {
    this.stream.end();
  }

  private write(text: string): void {
    if (this.stream.writableEnded || this.stream.destroyed) return;
    this.stream.write(text);
    if (this.stream.writableLength + this.stream.readableLength > mostUnreadBytes) this.stream.destroy();
  }
}
