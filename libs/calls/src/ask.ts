import type { IncomingHttpHeaders } from 'node:http';

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** `sent`: the request may have been received. Only a connection that never came about rules it out. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  constructor(
    readonly sent: boolean,
    cause: unknown,
  ) {
    super('attempt failed', { cause });
  }
}

/** Asks one instance once and reads the whole answer, whatever its status. Rejects with AttemptFailed, and with nothing else. */
export interface Asker {
  ask(base: URL, asked: Asked): Promise<ServiceAnswer>;
  /** Closes kept connections. */
  close(): void;
}
