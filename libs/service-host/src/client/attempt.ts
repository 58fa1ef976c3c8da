import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface Attempt {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer | undefined;
  readonly timeoutMs: number;
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
    readonly timedOut: boolean,
    cause: unknown,
  ) {
    super('attempt failed', { cause });
  }
}

const largestAnswer = 16 * 1024 * 1024;

/** Asks once and reads the whole answer. Rejects with AttemptFailed. */
export const attempt = (base: URL, agent: Agent, asked: Attempt): Promise<ServiceAnswer> =>
  new Promise((resolve, reject) => {
    let [sent, timedOut] = [false, false];
    const { method, path, body } = asked;
    const headers = body === undefined ? asked.headers : { ...asked.headers, 'content-length': String(body.length) };
    const outgoing = request(
      { agent, hostname: base.hostname.replace(/^\[|\]$/g, ''), port: base.port || 80, path, method, headers },
      (incoming) => {
        read(incoming).then(resolve, fail);
      },
    );
    const timer = setTimeout(() => {
      timedOut = true;
      outgoing.destroy(new Error(`no answer within ${asked.timeoutMs} ms`));
    }, asked.timeoutMs);
    const fail = (error: unknown): void => {
      outgoing.destroy();
      reject(new AttemptFailed(sent, timedOut, error));
    };
    outgoing
      .on('socket', (socket) => {
        if (!socket.connecting) sent = true;
        else socket.once('connect', () => (sent = true));
      })
      .on('error', fail)
      .on('close', () => clearTimeout(timer))
      .end(body);
  });

const read = async (incoming: IncomingMessage): Promise<ServiceAnswer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > largestAnswer) throw new Error('the answer is larger than 16 MiB');
    chunks.push(chunk);
  }
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) };
};
