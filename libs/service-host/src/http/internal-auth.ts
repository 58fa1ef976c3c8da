import { createHash, timingSafeEqual } from 'node:crypto';
import { Problem } from '../problems/problem.js';

/** What is open to everybody who can reach the port: probes, and what an API looks like. */
const open = /^\/(health\/(live|ready|started)|openapi\.json)$/;

/**
 * Checks `Authorization: Bearer <token>` in constant time. Throws 401 `request.unauthenticated`; says nothing about what was wrong.
 */
export const internalGate = (token: string): ((path: string, authorization: string | undefined) => void) => {
  const expected = digest(`Bearer ${token}`);
  return (path, authorization) => {
    if (open.test(path) || (authorization !== undefined && timingSafeEqual(digest(authorization), expected))) return;
    throw new Problem(
      401,
      'request.unauthenticated',
      'This service answers only other services of the installation. Go through the gateway.',
      {
        headers: { 'www-authenticate': 'Bearer' },
      },
    );
  };
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Only programs of this machine reach what listens there. */
export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
