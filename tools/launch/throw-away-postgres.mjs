/** A PostgreSQL for one run of tests: in a temporary folder, on a free port, gone at the end. */
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTraversable } from './postgres-binaries.mjs';
import { startPostgres } from './postgres.mjs';

/** @returns {Promise<import('./postgres.mjs').RunningPostgres>} */
export function startThrowAwayPostgres() {
  const asRoot = process.getuid?.() === 0;
  // Root's own TMPDIR may be closed to the user that the server runs as.
  const parent = [tmpdir(), '/var/tmp', '/tmp'].find((folder) => !asRoot || isTraversable(folder));
  const folder = mkdtempSync(join(parent, 'millrace-test-'));
  if (asRoot) chmodSync(folder, 0o711);
  return startPostgres({ folder, password: randomBytes(18).toString('base64url'), throwAway: true });
}
