import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import { type Asked, type Asker, AttemptFailed, type ServiceAnswer } from './ask.js';

/** A machine that is gone does not even refuse: without this, what was never sent would count as lost. Long enough for one lost packet to be sent again. */
const connectMs = 2_500;
const largestAnswer = 16 * 1024 * 1024;

/**
 * HTTP and HTTPS over kept connections. Not fetch: what is passed on must stay as it is (fetch unpacks bodies, follows redirects, adds and forbids
 * headers), and whether a request may have been received must be known, not guessed from a message.
 */
export class HttpAsker implements Asker {
  private readonly agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: 256 }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: 256 }),
  };

  ask(base: URL, asked: Asked): Promise<ServiceAnswer> {
    return new Promise((resolve, reject) => {
      let sent = false;
      if (asked.signal.aborted) return reject(new AttemptFailed(sent, asked.signal.reason));
      const fail = (error: unknown): void => {
        outgoing.destroy();
        reject(new AttemptFailed(sent, error));
      };
      const outgoing = this.request(base, asked, (incoming) => void read(incoming).then(resolve, fail));
      const onAbort = (): void => fail(asked.signal.reason);
      asked.signal.addEventListener('abort', onAbort, { once: true });
      let connecting: NodeJS.Timeout | undefined;
      const onConnect = (): void => {
        sent = true;
        clearTimeout(connecting);
      };
      outgoing
        .on('socket', (socket) => {
          if (!socket.connecting) return onConnect();
          connecting = setTimeout(() => {
            // Where this process stood still itself, the connection is there by now, and is heard of before this.
            setImmediate(() => {
              if (!sent) fail(new Error(`no connection within ${connectMs} ms`));
            });
          }, connectMs);
          socket.once(base.protocol === 'https:' ? 'secureConnect' : 'connect', onConnect);
        })
        .on('error', fail)
        .on('close', () => {
          clearTimeout(connecting);
          asked.signal.removeEventListener('abort', onAbort);
        })
        .end(asked.body);
    });
  }

  close(): void {
    for (const agent of Object.values(this.agents)) agent.destroy();
  }

  private request(base: URL, { method, path, body, headers }: Asked, onAnswer: (incoming: IncomingMessage) => void): ClientRequest {
    const options: RequestOptions = {
      hostname: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port,
      path: base.pathname.replace(/\/$/, '') + path,
      method,
      headers: body === undefined ? headers : { ...headers, 'content-length': String(body.length) },
    };
    if (base.protocol === 'https:') return https.request({ ...options, agent: this.agents['https:'] }, onAnswer);
    return http.request({ ...options, agent: this.agents['http:'] }, onAnswer);
  }
}

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
