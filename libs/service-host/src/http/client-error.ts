import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { Problem } from '../problems/problem.js';
import { problemType } from '../problems/problem.filter.js';

const problems: Readonly<Record<string, readonly [number, string, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'headers.too-large', 'The headers are larger than 32 KiB together.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request.timeout', 'The request did not arrive completely in time.'],
};

/** Answers what is not even HTTP, or too much of it: there is no request yet, only a socket. */
export const clientErrorHandler = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, detail] = problems[error.code ?? ''] ?? [400, 'request.malformed', 'This is not an HTTP request.'];
  const body = JSON.stringify(new Problem(status, code, detail).toDocument('', randomBytes(16).toString('hex')));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${problemType}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};
