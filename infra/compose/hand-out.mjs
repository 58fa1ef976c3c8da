/**
 * node infra/compose/hand-out.mjs services.env /provisioned: what infra/postgres/provision.mjs wrote for all services, cut into one file for each,
 * /provisioned/<service>/service.env, so that a service sees no password of another. The folders are there already: they are volumes.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [file, folder] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node infra/compose/hand-out.mjs <services.env> <folder>');
  process.exit(2);
}
try {
  const blocks = [...readFileSync(file, 'utf8').matchAll(/^# (\S+)\n((?:\w+=.*\n?)+)/gm)];
  if (blocks.length === 0)
    throw new Error(`${file} has no block "# <service>" with variables below it; make it with infra/postgres/provision.mjs`);
  for (const [, service, variables] of blocks) writeFileSync(join(folder, service, 'service.env'), variables, { mode: 0o600 });
  console.log(`the environments of ${blocks.map(([, service]) => service).join(', ')} are handed out`);
} catch (error) {
  console.error(`not handed out: ${error.message}`);
  process.exit(1);
}
