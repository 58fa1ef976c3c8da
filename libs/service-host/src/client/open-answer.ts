import { type IncomingMessage, request } from 'node:http';
import { type Attempt, AttemptFailed } from './attempt.js';

/**
 * Asks once, over a connection of its own, and answers as soon as the headers are there: the body comes as it comes, for as long as it likes. Rejects with
 * AttemptFailed when there are no headers in time. Whoever gets it reads or destroys it.
 */
export const openAnswer = (base: URL, { method, path, headers, timeoutMs }: Attempt): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    let [sent, timedOut] = [false, false];
    const asked = { agent: false as const, hostname: base.hostname.replace(/^\[|\]$/g, ''), port: base.port || 80, path, method, headers };
    const outgoing = request(asked, resolve);
    const timer = setTimeout(() => {
      timedOut = true;
      outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`));
    }, timeoutMs);
    outgoing
      .on('socket', (socket) => socket.once('connect', () => (sent = true)))
      .on('response', () => clearTimeout(timer))
      .on('error', (error) => {
        clearTimeout(timer);
        reject(new AttemptFailed(sent, timedOut, error));
      })
      .end();
  });
