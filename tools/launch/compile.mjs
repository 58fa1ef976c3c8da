/**
 * `node tools/launch/compile.mjs libs/decider`: src/ to dist/ with swc, file by file. Types are checked by `npm run typecheck`.
 * What is no TypeScript (.sql, .html, .json) is copied, so that `new URL('./x.sql', import.meta.url)` works in both places.
 */
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { transformFile } from '@swc/core';
import { root } from './install.mjs';

const isSource = (file) => /\.m?ts$/.test(file) && !/\.d\.m?ts$/.test(file);
const isLeftOut = (file) => /\.spec\.m?[tj]s$/.test(file) || /\.d\.m?ts$/.test(file);

async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

async function swcOptions() {
  const { $schema: _, ...options } = JSON.parse(await readFile(join(root, '.swcrc'), 'utf8'));
  return { ...options, swcrc: false, configFile: false };
}

async function compileFile(file, src, dist, options) {
  const output = join(dist, file).replace(/\.(m?)ts$/, '.$1js');
  const source = join(src, file);
  const { code, map } = await transformFile(source, {
    ...options,
    sourceFileName: relative(dirname(output), source).split(sep).join('/'),
  });
  await mkdir(dirname(output), { recursive: true });
  const name = output.slice(dirname(output).length + 1);
  // swc names no map when sourceMaps is `true` and the map is handed back; the reference is what stack traces and debuggers follow.
  await Promise.all([writeFile(output, `${code}//# sourceMappingURL=${name}.map\n`), writeFile(`${output}.map`, map)]);
  return [relative(dist, output), `${relative(dist, output)}.map`];
}

async function copyFile(file, src, dist) {
  await mkdir(dirname(join(dist, file)), { recursive: true });
  await cp(join(src, file), join(dist, file));
  return [file];
}

/**
 * @param {string} project its folder, relative to the repository's root or absolute
 * @returns {Promise<number>} how many files were written
 */
export async function compile(project) {
  const src = resolve(root, project, 'src');
  const dist = resolve(root, project, 'dist');
  const [sources, before, options] = await Promise.all([filesUnder(src), filesUnder(dist), swcOptions()]);
  const wanted = sources.filter((file) => !isLeftOut(file));
  const written = await Promise.all(
    wanted.map((file) => (isSource(file) ? compileFile(file, src, dist, options) : copyFile(file, src, dist))),
  );
  const current = new Set(written.flat());
  // An output whose source is gone would still be found by an import.
  await Promise.all(before.filter((file) => !current.has(file)).map((file) => rm(join(dist, file), { force: true })));
  return current.size;
}

if (import.meta.main) {
  const project = process.argv[2];
  if (!project) {
    console.error('usage: node tools/launch/compile.mjs <project folder>');
    process.exitCode = 1;
  } else {
    console.log(`${project}: ${await compile(project)} files`);
  }
}
