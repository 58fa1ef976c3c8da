import { execFileSync } from 'node:child_process';
import { join, matchesGlob } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { mayKnow, specFiles, specsMayAlsoKnow } from './boundaries.mjs';
import { type Project, importsOf, isRelative, packageOf, readProjects, readSources, root } from './projects.js';

/**
 * The tree against the table of boundaries.mjs: what packages declare, what sources really import. The lint rule alone would not do: it
 * says nothing when it has no graph. planted-violations.spec.ts sees to it that the rule speaks.
 */
const projects = readProjects();
const byName = new Map(projects.map((project) => [project.name, project]));
const typesOf = ({ tags }: Project) => tags.filter((tag) => tag.startsWith('type:'));
const isSpec = (path: string) => specFiles.some((glob) => matchesGlob(path, glob));

function isAllowed(from: Project, to: Project, spec: boolean): boolean {
  const known: readonly string[] = [...typesOf(from).flatMap((type) => mayKnow[type] ?? []), ...(spec ? specsMayAlsoKnow : [])];
  return from === to || to.tags.some((tag) => known.includes(tag));
}

/** Imports of our own packages that the table does not allow, as readable lines. */
function violations(project: Project, path: string, imports: readonly string[]): string[] {
  return imports.flatMap((specifier) => {
    const to = byName.get(packageOf(specifier));
    return to && !isAllowed(project, to, isSpec(path))
      ? [`${path} (${typesOf(project).join()}) imports ${to.name} (${typesOf(to).join()})`]
      : [];
  });
}

/** Relative paths that leave the project's folder. */
function escapes(project: Project, path: string, imports: readonly string[]): string[] {
  return imports
    .filter(isRelative)
    .filter((specifier) => !join(path, '..', specifier).replaceAll('\\', '/').startsWith(`${project.folder}/`));
}

test('every project has exactly one type, and the table knows it', () => {
  expect(projects.length).toBeGreaterThan(20);
  const wrong = projects.filter((project) => typesOf(project).length !== 1 || !typesOf(project).every((type) => type in mayKnow));
  expect(wrong.map(({ folder, tags }) => ({ folder, tags }))).toEqual([]);
});

test('apps and tools export nothing, so that nobody can import them', () => {
  const importable = projects.filter(
    (project) => project.isImportable && typesOf(project).some((type) => type === 'type:app' || type === 'type:tool'),
  );
  expect(importable.map(({ folder }) => folder)).toEqual([]);
});

test('Nx sees the same projects and tags as the package.json files', () => {
  const output = execFileSync(process.execPath, [join(root, 'tools/checks/print-graph.mjs')], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' },
  });
  const graph = JSON.parse(output) as { name: string; folder: string; tags: string[]; dependsOn: string[] }[];
  // Nx adds tags of its own (npm:private).
  const ours = ({ tags }: { tags: readonly string[] }) => tags.filter((tag) => !tag.startsWith('npm:')).sort();
  const seen = new Map(graph.map((node) => [node.name, node]));
  for (const project of projects)
    expect({ name: project.name, tags: ours(seen.get(project.name)!) }).toEqual({ name: project.name, tags: ours(project) });
  const forbidden = graph.flatMap((node) => {
    const from = byName.get(node.name);
    // The graph does not say which of its edges come from specs; the sources below do.
    return node.dependsOn.flatMap((name) => (from && !isAllowed(from, byName.get(name)!, true) ? [`${node.name} → ${name}`] : []));
  });
  expect(forbidden).toEqual([]);
}, 60_000);

describe.each(projects)('$folder', (project) => {
  const sources = readSources(project);

  test('declares only what it may know', () => {
    const wrong = (names: readonly string[], spec: boolean) =>
      names.filter((name) => byName.has(name) && !isAllowed(project, byName.get(name)!, spec));
    expect({ dependencies: wrong(project.dependencies, false), devDependencies: wrong(project.devDependencies, true) }).toEqual({
      dependencies: [],
      devDependencies: [],
    });
  });

  test('imports only what it may know', () => {
    expect(sources.flatMap(({ path, imports }) => violations(project, path, imports))).toEqual([]);
  });

  test('declares what it imports', () => {
    const undeclared = sources
      .filter(({ path }) => !isSpec(path))
      .flatMap(({ imports }) => imports.map(packageOf))
      .filter((name) => byName.has(name) && name !== project.name && !project.dependencies.includes(name));
    expect([...new Set(undeclared)]).toEqual([]);
  });

  test('reaches no other project by a relative path', () => {
    expect(sources.flatMap(({ path, imports }) => escapes(project, path, imports).map((specifier) => `${path}: ${specifier}`))).toEqual([]);
  });
});

describe('this check itself', () => {
  const kernel = byName.get('@millrace/decider')!;

  test('sees every form of import, and no comment', () => {
    const text = `
      // import '@millrace/commented'
      import { a } from '@millrace/one'; import type { B } from '@millrace/two'; export * from '@millrace/three';
      const c = await import('@millrace/four'); type D = import('@millrace/five').E; import '@millrace/six';`;
    expect(importsOf(text).sort()).toEqual(['five', 'four', 'one', 'six', 'three', 'two'].map((name) => `@millrace/${name}`));
  });

  test('reports a planted import, and a planted way out of the folder', () => {
    expect(violations(kernel, 'libs/decider/src/planted.ts', ['@millrace/event-store'])).toHaveLength(1);
    expect(violations(kernel, 'libs/decider/src/planted.spec.ts', ['@millrace/specs', '@millrace/testbed'])).toEqual([]);
    expect(violations(kernel, 'libs/decider/src/planted.ts', ['@millrace/testbed'])).toHaveLength(1);
    expect(escapes(kernel, 'libs/decider/src/planted.ts', ['../../event-store/src/index.js', './decider.js'])).toHaveLength(1);
  });
});
