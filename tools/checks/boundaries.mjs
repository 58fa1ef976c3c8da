/**
 * Who may know whom: the one table behind the Nx lint rule (eslint.config.mjs) and the check of the tree (boundaries.spec.ts).
 * A project has exactly one `type:` tag in its package.json. Nothing may depend on an app.
 */
export const mayKnow = {
  // Pure; what everything else is written with.
  'type:kernel': [],
  // Published events. One contract never builds on another, except that all speak of money in the same way.
  'type:contract': ['type:kernel', 'scope:money'],
  'type:port': ['type:kernel', 'type:port'],
  // Pools and transactions, policies for calls: technology without a word of ours.
  'type:driver': [],
  'type:adapter': ['type:kernel', 'type:port', 'type:driver'],
  // Never an adapter: which store or transport is behind a port is for the host to say.
  'type:runtime': ['type:kernel', 'type:port', 'type:driver', 'type:runtime'],
  'type:host': ['type:kernel', 'type:port', 'type:driver', 'type:adapter', 'type:runtime'],
  'type:app': ['type:kernel', 'type:contract', 'type:port', 'type:driver', 'type:adapter', 'type:runtime', 'type:host'],
  'type:specs': ['type:kernel'],
  // The launcher and what end-to-end specs start from: they handle the services as processes, from outside, and may look into a database.
  'type:testbed': ['type:testbed', 'type:driver'],
  // Benchmarks and the like: they measure libraries, and start processes.
  'type:tool': [
    'type:kernel',
    'type:contract',
    'type:port',
    'type:driver',
    'type:adapter',
    'type:runtime',
    'type:host',
    'type:testbed',
    'type:tool',
  ],
};

/** A spec may also use what specs are written with, and real adapters: a runtime is tried on the real store. */
export const specsMayAlsoKnow = ['type:specs', 'type:testbed', 'type:adapter', 'type:port', 'type:kernel', 'type:driver'];

/** Besides the specs: what only they use. Both are left out of a build. The system tests are a project of nothing else. */
export const specFiles = ['**/*.spec.ts', '**/*.spec.mjs', '{apps,libs}/**/test/**/*.ts', 'tools/system-tests/**/*.ts'];

/** @param {{ spec: boolean }} options @returns the option `depConstraints` of @nx/enforce-module-boundaries */
export function depConstraints({ spec }) {
  return Object.entries(mayKnow).map(([sourceTag, known]) => ({
    sourceTag,
    // An empty list means "anything" to the rule, and so would a mistake here: a tag that no project has keeps it a list.
    onlyDependOnLibsWithTags: [...new Set([...known, ...(spec ? specsMayAlsoKnow : []), 'type:none'])],
  }));
}

/** Technology: packages that may be imported only here. */
const frameworks = ['@nestjs/*', 'typeorm', 'typeorm/*', 'pg', 'pg-*', 'kafkajs', '@opentelemetry/*', 'fastify', '@fastify/*'];

const pureReason =
  'The domain and the use cases are written without a framework or a driver: they are read, tested and kept when those change.';

/**
 * What files may not import, by place. The first that matches a file counts, because ESLint knows one list of a rule per file.
 * `files` and `ignores` are globs from the root; `patterns` are those of no-restricted-imports.
 */
export const restrictedImports = [
  {
    name: 'the kernel imports nothing',
    files: ['libs/decider/src/**/*.ts'],
    patterns: [{ regex: '^[^.]', message: 'The kernel imports nothing but its own files.' }],
  },
  {
    name: 'domain',
    files: ['apps/*/src/domain/**/*.ts'],
    patterns: [
      { group: frameworks, message: pureReason },
      { group: ['node:*', 'crypto', 'fs'], message: 'A domain asks nobody: time, randomness and files come in as arguments.' },
      { group: ['**/application/**', '**/adapters/**'], message: 'The domain does not know who uses it.' },
    ],
  },
  {
    name: 'application',
    files: ['apps/*/src/application/**/*.ts'],
    patterns: [
      { group: frameworks, message: pureReason },
      { group: ['**/adapters/**'], message: 'A use case names a port; the module wires the adapter behind it.' },
    ],
  },
  {
    name: 'Nest stays in the service host and the apps',
    files: ['libs/**/*.ts', 'tools/**/*.ts'],
    // What consumers outside do with Nest is an example of theirs.
    ignores: ['libs/service-host/**', 'tools/outside-consumers/**'],
    patterns: [{ group: ['@nestjs/*'], message: 'Only libs/service-host and the apps know Nest.' }],
  },
];

/** Where the clock, randomness and the surroundings are forbidden: deciding twice must decide the same. */
export const pureFiles = ['apps/*/src/domain/**/*.ts', 'libs/decider/src/**/*.ts'];

const hidden = (selector, message) => ({ selector, message });
export const impureSyntax = [
  hidden("CallExpression[callee.object.name='Date'][callee.property.name='now']", 'The clock is an argument: no Date.now() in a domain.'),
  hidden("NewExpression[callee.name='Date'][arguments.length=0]", 'The clock is an argument: no new Date() in a domain.'),
  hidden("CallExpression[callee.name='Date']", 'The clock is an argument: no Date() in a domain.'),
  hidden("MemberExpression[object.name='Math'][property.name='random']", 'Randomness is an argument: no Math.random() in a domain.'),
];
export const impureGlobals = ['crypto', 'performance', 'process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate'].map((name) => ({
  name,
  message: 'A domain has no clock, no randomness and no surroundings; they come in as arguments.',
}));
