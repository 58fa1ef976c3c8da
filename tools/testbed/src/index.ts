/** What specs that need a real PostgreSQL start from. Imported by *.spec.ts only. */
export { type TestDatabase, createTestDatabase, testPostgres } from './test-database.js';
