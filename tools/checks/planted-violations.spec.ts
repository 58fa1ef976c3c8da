import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { mayKnow } from './boundaries.mjs';
import { type Project, readProjects, root } from './projects.js';

/** A lint rule that is never seen to speak may be silent for any reason. So each is given a text that breaks it. */
interface Linted {
  readonly file: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string; readonly line: number }[];
}

function lint(planted: readonly { file: string; text: string }[]): Map<string, Linted> {
  const output = execFileSync(process.execPath, [join(root, 'tools/checks/lint-planted.mjs')], {
    cwd: root,
    encoding: 'utf8',
    input: JSON.stringify(planted),
    // Nx grumbles there about a tsconfig.base.json that it only wants for fixes; on failure it is part of the error.
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' },
  });
  return new Map((JSON.parse(output) as Linted[]).map((result) => [result.file, result]));
}

const projects = readProjects();
const typeOf = ({ tags }: Project) => tags.find((tag) => tag.startsWith('type:'))!;
/** One project of each type, to plant in and to import. */
const examples = new Map(projects.toReversed().map((project) => [typeOf(project), project]));
examples.set(
  'type:testbed',
  projects.find(({ name }) => name === '@millrace/testbed')!,
);
// A contract may know money and no other contract, so the example of what may not be known is another.
examples.set(
  'type:contract',
  projects.find(({ name }) => name === '@millrace/contracts-orders')!,
);

const boundary = '@nx/enforce-module-boundaries';
const directions = [...examples].map(([type, project]) => {
  // Apps and tools export nothing, so nobody can import them: boundaries.spec.ts sees to that.
  const targets = [...examples].filter(
    ([targetType, target]) => target !== project && targetType !== 'type:app' && targetType !== 'type:tool',
  );
  const text = targets.map(([, { name }]) => `import '${name}';`).join('\n');
  return { type, file: `${project.folder}/src/planted-violation.ts`, text, targets: targets.map(([target]) => target) };
});

/** [what, file, text, rule, part of the message] */
const rules: [string, string, string, string, RegExp][] = [
  ['a relative way into another project', 'libs/effects/src/planted-a.ts', "import '../../decider/src/index.js';", boundary, /relative/],
  ['specs outside a spec', 'apps/orders/src/planted-a.ts', "import '@millrace/specs';", boundary, /type:app/],
  ['a relative way into another app', 'apps/orders/src/planted-b.ts', "import '../../payments/src/main.js';", boundary, /relative/],
  ...['@nestjs/common', 'typeorm', 'pg', 'kafkajs', '@opentelemetry/api'].flatMap((name): [string, string, string, string, RegExp][] =>
    ['domain/planted', 'application/planted'].map((place) => [
      `${name} in ${place}`,
      `apps/orders/src/${place}-${name.replace(/\W/g, '')}.ts`,
      `import '${name}';`,
      'no-restricted-imports',
      /without a framework/,
    ]),
  ),
  [
    'the application from the domain',
    'apps/orders/src/domain/planted-1.ts',
    "import '../application/x.js';",
    'no-restricted-imports',
    /who uses it/,
  ],
  [
    'an adapter from the application',
    'apps/orders/src/application/planted-1.ts',
    "import '../adapters/x.js';",
    'no-restricted-imports',
    /names a port/,
  ],
  ['node in the domain', 'apps/orders/src/domain/planted-2.ts', "import 'node:crypto';", 'no-restricted-imports', /asks nobody/],
  ['Nest in a library', 'libs/projections/src/planted-a.ts', "import '@nestjs/core';", 'no-restricted-imports', /know Nest/],
  ['anything in the kernel', 'libs/decider/src/planted-a.ts', "import 'zod';", 'no-restricted-imports', /imports nothing/],
  ['Date.now', 'apps/orders/src/domain/planted-3.ts', 'export const now = Date.now();', 'no-restricted-syntax', /clock/],
  ['new Date()', 'apps/orders/src/domain/planted-4.ts', 'export const now = new Date();', 'no-restricted-syntax', /clock/],
  ['Date()', 'apps/orders/src/domain/planted-5.ts', 'export const now = Date();', 'no-restricted-syntax', /clock/],
  ['Math.random', 'libs/decider/src/planted-b.ts', 'export const die = Math.random();', 'no-restricted-syntax', /Randomness/],
  ['crypto', 'apps/orders/src/domain/planted-6.ts', 'export const id = crypto.randomUUID();', 'no-restricted-globals', /no clock/],
];

/** What must stay possible: a rule that forbids everything also reports every planted violation. */
const allowed: [string, string, string][] = [
  [
    'the kernel in a domain',
    'apps/orders/src/domain/planted-ok.ts',
    "import '@millrace/decider';\nexport const at = (instant: string) => new Date(instant);",
  ],
  ['Nest in an app', 'apps/orders/src/planted-ok.ts', "import '@nestjs/common';\nexport const now = Date.now();"],
  [
    'specs and the testbed in a spec',
    'apps/orders/src/domain/planted-ok.spec.ts',
    "import '@millrace/specs';\nimport '@millrace/testbed';",
  ],
];

let results: Map<string, Linted>;
beforeAll(() => {
  results = lint([...directions, ...rules.map(([, file, text]) => ({ file, text })), ...allowed.map(([, file, text]) => ({ file, text }))]);
}, 120_000);

describe.each(directions)('$type', ({ type, file, targets }) => {
  test.each(targets)('and %s', (target) => {
    const messages = results.get(file)!.messages.filter(({ ruleId, line }) => ruleId === boundary && line === targets.indexOf(target) + 1);
    const { tags } = examples.get(target)!;
    if (tags.some((tag) => mayKnow[type]!.includes(tag as `type:${string}`))) {
      // A direction that is allowed may still close a circle, which is another complaint.
      expect(messages.filter(({ message }) => message.includes('tagged with'))).toEqual([]);
    } else {
      expect(messages).toHaveLength(1);
    }
  });
});

test.each(rules)('reported: %s', (_what, file, _text, rule, message) => {
  expect(results.get(file)!.messages).toContainEqual(expect.objectContaining({ ruleId: rule, message: expect.stringMatching(message) }));
});

test.each(allowed)('not reported: %s', (_what, file) => {
  expect(results.get(file)!.messages).toEqual([]);
});
