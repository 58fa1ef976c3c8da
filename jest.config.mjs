import { readFileSync } from 'node:fs';
import { leftOut } from './tools/launch/kafka/specs.mjs';

const swc = JSON.parse(readFileSync(new URL('./.swcrc', import.meta.url), 'utf8'));
delete swc.$schema;
swc.swcrc = false;

/**
 * Nest 12 is ESM only, so Jest runs in native-ESM mode (NODE_OPTIONS=--experimental-vm-modules, set by tools/launch/test.mjs).
 * Sources are imported through the `@millrace/source` condition: a test never runs a stale build.
 * Without the condition `import` (it breaks pg).
 */
export default {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.{ts,mjs}'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', ...leftOut()],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  // "./x.js" in TypeScript sources means "./x.ts"
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testEnvironmentOptions: { customExportConditions: ['@millrace/source', 'node', 'node-addons'] },
  globalSetup: '<rootDir>/tools/testbed/global-setup.mjs',
  globalTeardown: '<rootDir>/tools/testbed/global-teardown.mjs',
  // Generous: a busy machine is no failure. A test that hangs ends nevertheless.
  testTimeout: 60_000,
  maxWorkers: 2,
};
