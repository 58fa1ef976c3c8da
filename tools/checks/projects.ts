import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export const root = join(import.meta.dirname, '..', '..');

export interface Project {
  readonly name: string;
  readonly folder: string;
  readonly tags: readonly string[];
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** Whether others can import it at all. */
  readonly isImportable: boolean;
}

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  exports?: unknown;
  main?: string;
  nx?: { tags?: string[] };
}

/** Every workspace package, as its package.json describes it. */
export function readProjects(): Project[] {
  const folders = ['apps', 'libs', 'libs/contracts', 'tools'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => `${parent}/${name}`),
  );
  return folders
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
      return {
        name: manifest.name,
        folder,
        tags: manifest.nx?.tags ?? [],
        dependencies: Object.keys(manifest.dependencies ?? {}),
        devDependencies: Object.keys(manifest.devDependencies ?? {}),
        isImportable: manifest.exports !== undefined || manifest.main !== undefined,
      };
    });
}

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly imports: readonly string[];
}

/** What a text imports: statements, re-exports, import() and import types, as the compiler sees them; not what a comment says. */
export const importsOf = (text: string): string[] => ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);

/** The sources of a project with their imports. */
export function readSources(project: Project): SourceFile[] {
  return readdirSync(join(root, project.folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name) && !/[\\/](dist|node_modules)([\\/]|$)/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ path: file.slice(root.length + 1).replaceAll('\\', '/'), imports: importsOf(readFileSync(file, 'utf8')) }));
}

/** `@millrace/launch/provision.mjs` is of `@millrace/launch`. */
export const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

export const isRelative = (specifier: string): boolean => specifier.startsWith('.');
