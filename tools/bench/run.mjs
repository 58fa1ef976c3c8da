/** `npm run bench <name>`: builds what the benchmark imports, then runs it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const log = ['decider', 'event-store', 'postgres', 'event-store-postgres'];
const benchmarks = {
  append: { file: 'append.mjs', needs: log },
  relay: { file: 'relay.mjs', needs: [...log, 'subscriptions', 'transport', 'transport-direct', 'transport-kafka'] },
  consume: { file: 'consume.mjs', needs: [...log, 'subscriptions', 'projections', 'transport', 'transport-direct', 'transport-kafka'] },
};

const [name, ...args] = process.argv.slice(2);
const benchmark = Object.hasOwn(benchmarks, name ?? '') ? benchmarks[name] : undefined;
if (!benchmark) {
  console.error(`usage: npm run bench <${Object.keys(benchmarks).join(' | ')}>`);
  process.exit(1);
}

for (const library of benchmark.needs) {
  const built = spawnSync(process.execPath, ['tools/launch/compile.mjs', `libs/${library}`], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
}
process.argv = [process.argv[0], benchmark.file, ...args];
await import(new URL(`./${benchmark.file}`, import.meta.url).href);
