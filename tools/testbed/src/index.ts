/** What specs that need a real PostgreSQL, a real Kafka, or the real services, start from. Imported by *.spec.ts only. */
export { type TestDatabase, createTestDatabase, testPostgres } from './test-database.js';
export { type TestCluster, createTestCluster, testKafka } from './test-kafka.js';
export { type TestPlatform, type TestPlatformOptions, type Transport, createTestPlatform } from './test-platform.js';
export { type DataValidator, validatorsOf } from './published-schemas.js';
