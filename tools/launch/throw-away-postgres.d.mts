import type { RunningPostgres } from './postgres.mjs';

/** A PostgreSQL for one run of tests: in a temporary folder, on a free port, gone at the end, however that comes. */
export function startThrowAwayPostgres(): Promise<RunningPostgres>;
