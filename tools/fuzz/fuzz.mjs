/**
 * `npm run fuzz`: throws requests at the whole API, made from its OpenAPI document: right ones, wrong ones and nonsense. Fails on any 5xx, any answer the document
 * does not tell, anything accepted that it does not allow. By Schemathesis (https://schemathesis.readthedocs.io), which is brought into .millrace/fuzz once; needs Python 3.
 *
 * Starts a platform of its own and removes it. `npm run fuzz -- --target http://127.0.0.1:8080` takes yours, and leaves in it what it was given. Anything else is
 * passed on to Schemathesis: `--seed 7`, `--max-examples 200`, `--include-path /api/orders`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '@millrace/launch/build.mjs';
import { complain } from '@millrace/launch/console.mjs';
import { DataFolder } from '@millrace/launch/data-folder.mjs';
import { preparePlatform } from '@millrace/launch/platform.mjs';
import { startThrowAwayPostgres } from '@millrace/launch/throw-away-postgres.mjs';

const version = '4.32.5';
const here = import.meta.dirname;
/** Schemathesis, and what it remembers of its runs. */
const kept = join(new DataFolder().path, 'fuzz');

/** The path of Schemathesis, installed if it is not there yet. */
async function schemathesis() {
  const folder = join(kept, version);
  const program = join(folder, process.platform === 'win32' ? 'Scripts/schemathesis.exe' : 'bin/schemathesis');
  if (existsSync(program)) return program;
  console.log(`installing Schemathesis ${version} into ${folder}`);
  mkdirSync(kept, { recursive: true });
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const made =
    (await run(python, ['-m', 'venv', folder])) ||
    (await run(join(program, '..', 'pip'), ['install', '--quiet', `schemathesis==${version}`]));
  if (made === 0) return program;
  rmSync(folder, { recursive: true, force: true });
  throw new Error(`Schemathesis ${version} could not be installed: see above`);
}

/** Not in a synchronous way: the platform is this process's child too, and is to be heard. */
async function run(program, args, env = {}) {
  const child = spawn(program, args, { stdio: 'inherit', cwd: kept, env: { ...process.env, ...env, PYTHONDONTWRITEBYTECODE: '1' } });
  try {
    const [status] = await once(child, 'exit');
    return status ?? 1;
  } catch (error) {
    throw new Error(`${program} cannot be run: ${error.message}; npm run fuzz needs Python 3 with venv`, { cause: error });
  }
}

async function withPlatform(work) {
  await build({ stampFile: new DataFolder().buildStamp });
  const postgres = await startThrowAwayPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'millrace-fuzz-'));
  const extra = { gateway: { DEMO: '1' }, shipping: { DEMO: '1' } };
  const platform = await preparePlatform({ adminUrl: postgres.adminUrl, folder, transport: { TRANSPORT: 'direct' }, extra });
  try {
    await platform.startAll();
    return await work(platform.urls.gateway);
  } finally {
    await platform.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function fuzz(target, args) {
  const answer = await fetch(`${target}/api/orders`);
  const token = answer.headers.get('consistency-token') ?? '';
  const fixed = ['--config-file', join(here, 'schemathesis.toml'), 'run', `${target}/api/openapi.json`];
  const usual = ['--phases', 'examples,coverage,fuzzing', '--max-examples', '50', '--continue-on-failure', '--request-timeout', '20'];
  return run(await schemathesis(), [...fixed, ...usual, ...args], {
    SCHEMATHESIS_HOOKS: 'hooks',
    PYTHONPATH: here,
    CONSISTENCY_TOKEN: token,
  });
}

const args = process.argv.slice(2);
const at = args.indexOf('--target');
const target = at < 0 ? undefined : args.splice(at, 2)[1];
try {
  process.exitCode = target ? await fuzz(target, args) : await withPlatform((url) => fuzz(url, args));
} catch (error) {
  complain(error.message);
  process.exitCode = 1;
}
