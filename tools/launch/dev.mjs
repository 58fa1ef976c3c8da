/**
 * npm run dev <service>: the others as built, this one with the inspector on, rebuilt and restarted when its sources or a library change.
 * npm run dev <service> -- --in-memory: this one alone, without a database; nothing is kept.
 */
import { randomBytes } from 'node:crypto';
import { watch } from 'node:fs';
import { join, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { build, projectFolders } from './build.mjs';
import { compile } from './compile.mjs';
import { complain, step } from './console.mjs';
import { root } from './install.mjs';
import { LaunchSession } from './launch-session.mjs';
import { Services } from './services.mjs';
import { APPS, demoEnvironment } from './topology.mjs';

const usage = `npm run dev <service> [-- --in-memory | --transport direct|kafka]     service: ${APPS.join(', ')}`;
const { values, positionals } = parseArgs({
  options: { 'in-memory': { type: 'boolean' }, transport: { type: 'string' }, help: { type: 'boolean' } },
  allowPositionals: true,
  strict: false,
});
const [app] = positionals;
if (values.help || !APPS.includes(app)) {
  console.log(usage);
  process.exit(values.help ? 0 : 2);
}
const nodeArgs = [`--inspect=127.0.0.1:${process.env.INSPECT_PORT ?? 9229}`];
const session = new LaunchSession();

/** Calls back with the projects whose sources changed; saves of an editor that come in a bunch are one change. */
function watchSources(changed) {
  const projects = projectFolders();
  const pending = new Set();
  let timer;
  for (const parent of [`apps/${app}`, 'libs']) {
    watch(join(root, parent), { recursive: true }, (_, file) => {
      const path = `${parent}/${file ?? ''}`.split(sep).join('/');
      const project = projects.find((folder) => path.startsWith(`${folder}/src/`));
      if (!project || path.endsWith('.spec.ts')) return;
      pending.add(project);
      clearTimeout(timer);
      timer = setTimeout(() => {
        const batch = [...pending];
        pending.clear();
        void changed(batch);
      }, 120);
    });
  }
}

/** One after another: a change that comes during a restart is done after it. */
function inOrder(work) {
  let last = Promise.resolve();
  return (...args) => (last = last.then(() => work(...args)).catch((error) => complain(`${error.message}\nWaiting for a change.`)));
}

function follow(services, restart) {
  watchSources(
    inOrder(async (projects) => {
      if (session.isStopping) return;
      for (const project of projects) await compile(project);
      step(`rebuilt ${projects.join(', ')}`);
      const { url } = await restart();
      step(`${app} ready on ${url}`);
    }),
  );
  services.on(
    'exit',
    (id, exit) => id === app && !exit.expected && exit.wasReady && complain(`${exit.description}\nWaiting for a change.`),
  );
}

async function alone() {
  await build({ stampFile: session.data.buildStamp });
  const services = new Services({ folder: session.data.path });
  services.on('errorLine', (_, line) => console.error(line));
  session.platform = { stop: (options) => services.stopAll(options) };
  const env = {
    PORTS: 'in-memory',
    PORT: process.env.PORT ?? '3000',
    INTERNAL_TOKEN: randomBytes(32).toString('base64url'),
    LOG_LEVEL: 'debug',
  };
  follow(services, () => services.restart(app));
  const { url } = await services.start(app, env, { nodeArgs });
  step(`${app} ready on ${url}, all in memory; inspector: ${nodeArgs[0].slice('--inspect='.length)}`);
}

async function withTheOthers() {
  const gatewayPort = await session.claim();
  const { transport } = values;
  await Promise.all([session.prepare({ gatewayPort, transport, extra: demoEnvironment }), build({ stampFile: session.data.buildStamp })]);
  if (session.isStopping) return;
  const { platform, supervisor } = session;
  await Promise.all(APPS.filter((other) => other !== app).map((other) => supervisor.start(other)));
  supervisor.leaveAlone(app);
  follow(platform.services, () => platform.services.restart(app));
  const { url } = await platform.services.start(app, platform.envOf(app), { nodeArgs });
  step(`${app} ready on ${url}; inspector: ${nodeArgs[0].slice('--inspect='.length)}; gateway: ${platform.urls.gateway}`);
  step(`watching apps/${app} and libs`);
}

await session.run(values['in-memory'] ? alone : withTheOthers);
