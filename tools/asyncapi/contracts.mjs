/** `npm run contracts`: writes the JSON Schemas of published events and the AsyncAPI document anew, from libs/contracts. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

const contracts = readdirSync(`${root}/libs/contracts`).map((name) => `libs/contracts/${name}`);
for (const project of [...contracts, 'tools/asyncapi']) {
  const built = spawnSync(process.execPath, ['tools/launch/compile.mjs', project], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
const { writeDocuments } = await import(new URL('./dist/write-documents.js', import.meta.url).href);

try {
  const changed = writeDocuments(root);
  for (const path of changed) console.log(`written: ${path}`);
  if (changed.length === 0) console.log('schemas and the AsyncAPI document say what the contracts say');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
