import { Agent as HttpAgent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answer {
  /** 0 when there was no answer, or none that could be read to its end: `problem` says why. */
  readonly status: number;
  /** The `code` of problem+json, or what became of the connection: `timeout`, `ECONNREFUSED` … */
  readonly problem: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface CallerOptions {
  readonly target: URL;
  /** Connections at most. A request that finds all of them taken waits for one. */
  readonly sockets: number;
  /** For the whole answer. */
  readonly timeoutMs: number;
  /** Sent with every request. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * HTTP over a bounded set of connections that are kept. It is node:http because that takes least of the machine that the target may share, and
 * because Node's fetch cannot be bounded without another package.
 */
export class HttpCaller {
  private readonly agent: HttpAgent;
  private readonly send: typeof httpRequest;
  /** Asked and not answered, waiting for a connection or on one. */
  private readonly unanswered = new Set<ClientRequest>();
  private closed = false;

  constructor(private readonly options: CallerOptions) {
    const secure = options.target.protocol === 'https:';
    const bounded = { keepAlive: true, maxSockets: options.sockets, maxFreeSockets: options.sockets };
    this.agent = secure ? new HttpsAgent(bounded) : new HttpAgent(bounded);
    this.send = secure ? httpsRequest : httpRequest;
  }

  get inFlight(): number {
    return this.unanswered.size;
  }

  get isFull(): boolean {
    return this.inFlight >= this.options.sockets;
  }

  /** Never rejects: that there was no answer is a result, too. */
  async call({ method, path, headers, body }: Request): Promise<Answer> {
    const content = body === undefined ? undefined : JSON.stringify(body);
    const { target, timeoutMs, headers: always } = this.options;
    const request = this.send(new URL(path, target), {
      method,
      agent: this.agent,
      headers: { ...always, ...(content !== undefined && bodyHeaders(content)), ...headers },
    });
    this.unanswered.add(request);
    const timer = setTimeout(() => request.destroy(new NoAnswer('timeout')), timeoutMs);
    try {
      const response = new Promise<IncomingMessage>((resolve, reject) => request.on('response', resolve).on('error', reject));
      request.end(content);
      return await read(await response);
    } catch (error) {
      return { status: 0, problem: this.closed ? 'cut off' : reasonOf(error), headers: {}, body: undefined };
    } finally {
      clearTimeout(timer);
      this.unanswered.delete(request);
    }
  }

  /** Ends every connection; what is in flight gets no answer. */
  close(): void {
    this.closed = true;
    for (const request of this.unanswered) request.destroy();
    this.agent.destroy();
  }
}

class NoAnswer extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

const bodyHeaders = (content: string) => ({ 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(content)) });

const read = async (response: IncomingMessage): Promise<Answer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const { statusCode: status = 0, headers } = response;
  const body = headers['content-type']?.includes('json') ? jsonOf(text) : text;
  return { status, problem: status >= 400 ? codeOf(body) : undefined, headers, body };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new NoAnswer('not-json');
  }
};

const codeOf = (body: unknown): string | undefined => {
  const { code } = (body ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
};

const reasonOf = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};
