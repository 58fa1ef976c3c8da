/**
 * One PostgreSQL for the whole run of tests; every spec file makes its own databases in it with createTestDatabase().
 *   TEST_DATABASE_URL=postgres://…  use that server instead (an admin: it creates databases and roles)
 *   MILLRACE_NO_POSTGRES=1          start none: pure specs only
 */
import { startThrowAwayPostgres } from '@millrace/launch/throw-away-postgres.mjs';

export default async function globalSetup() {
  if (process.env.MILLRACE_NO_POSTGRES === '1') return;
  if (process.env.TEST_DATABASE_URL) {
    process.env.MILLRACE_TEST_POSTGRES = process.env.TEST_DATABASE_URL;
    return;
  }
  // In watch mode Jest calls this before every round.
  const postgres = (globalThis.__millracePostgres ??= await startThrowAwayPostgres());
  process.env.MILLRACE_TEST_POSTGRES = postgres.adminUrl;
}
