/** Builds what changed. When nothing did, that is seen without starting nx: looking at every source takes some ten milliseconds. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './install.mjs';
import { nx } from './nx.mjs';

/** Folders of the projects that have something to build. */
export function projectFolders() {
  return ['apps', 'libs', 'libs/contracts', 'tools']
    .flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(join(root, folder, 'package.json')) && existsSync(join(root, folder, 'src')));
}

function fingerprint(projects) {
  const hash = createHash('sha256');
  const look = (path) => {
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path}\0${mtimeMs}\0${size}\n`);
  };
  for (const file of ['package-lock.json', '.swcrc', 'tools/launch/compile.mjs']) look(join(root, file));
  for (const project of projects) {
    look(join(root, project, 'package.json'));
    const entries = readdirSync(join(root, project, 'src'), { recursive: true, withFileTypes: true });
    for (const entry of entries) if (entry.isFile() && !entry.name.endsWith('.spec.ts')) look(join(entry.parentPath, entry.name));
  }
  return hash.digest('hex');
}

/** An output that somebody removed or a build of another branch must not count as built. */
function outputsAreThere(projects) {
  return projects.every((project) => {
    const src = join(root, project, 'src');
    return ['index', 'main'].every(
      (entry) => !existsSync(join(src, `${entry}.ts`)) || existsSync(join(root, project, 'dist', `${entry}.js`)),
    );
  });
}

/**
 * @param {{ stampFile: string, stdio?: 'inherit' | 'pipe', force?: boolean }} options stampFile: where the state of the last build is kept
 * @returns {Promise<{ built: boolean }>} rejects with the output of nx when a project does not build
 */
export async function build({ stampFile, stdio = 'pipe', force = false }) {
  const projects = projectFolders();
  const current = fingerprint(projects);
  const last = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (!force && last === current && outputsAreThere(projects)) return { built: false };
  const { code, output } = await nx(
    ['run-many', '-t', 'build', '--output-style=static'],
    stdio === 'pipe' ? ['ignore', 'pipe', 'pipe'] : stdio,
  );
  if (code !== 0) throw new Error(`the build failed${output ? `:\n${output.trim()}` : ''}`);
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, current);
  return { built: true };
}
