/** npm start: builds what changed, starts PostgreSQL, Kafka where it can, and every service, says what runs where, and stops all of it at the end. */
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { complain, elapsedMs, step } from './console.mjs';
import { LaunchSession } from './launch-session.mjs';
import { summary } from './start-summary.mjs';
import { APPS, demoEnvironment } from './topology.mjs';

const help = `npm start -- [options]     the whole platform on this machine

  --fresh      begin with empty data (what was kept is deleted)
  --transport direct|kafka
               how events reach other services: read from the publishers' logs, or through Kafka.
               Left out: Kafka when KAFKA_BROKERS is set or a broker can be started here (Java 17+, Maven)
  --auth       ask for tokens: an issuer that is for trying only runs beside, and one token for each role is printed
  --no-demo    no demo catalogue, and nobody packs the parcels
  --help       this text

  PORT=8080            where the gateway listens (127.0.0.1)
  DATABASE_URL=…       an admin URL of your own PostgreSQL 15+ instead of the one from npm;
                       one database and three roles are created for each service
  KAFKA_BROKERS=…      your own Kafka, host:port,host:port
  MILLRACE_DATA=…      the folder of data and logs (.millrace)

  More variables, each explained: .env.example`;

function readOptions() {
  const options = {
    fresh: { type: 'boolean' },
    transport: { type: 'string' },
    auth: { type: 'boolean' },
    demo: { type: 'boolean', default: true },
    help: { type: 'boolean' },
  };
  try {
    return parseArgs({ options, allowNegative: true }).values;
  } catch (error) {
    complain(`${error.message}\n\n${help}`);
    process.exit(2);
  }
}

const options = readOptions();
if (options.help) {
  console.log(help);
  process.exit(0);
}

async function buildWhatChanged(session) {
  if (process.env.MILLRACE_ENTRIES) return; // the launcher's own tests bring their programs
  const { built } = await build({ stampFile: session.data.buildStamp });
  step(built ? 'built what changed' : 'nothing to build');
}

const session = new LaunchSession();
await session.run(async () => {
  const gatewayPort = await session.claim();
  const demo = options.demo ? demoEnvironment : {};
  const extra = options.auth ? { ...demo, gateway: { ...demo.gateway, ...(await session.openIssuer()) } } : demo;
  await Promise.all([
    session.prepare({ gatewayPort, fresh: options.fresh, transport: options.transport, extra }),
    buildWhatChanged(session),
  ]);
  await Promise.all(
    APPS.map(async (app) => {
      const started = session.isStopping ? undefined : await session.supervisor.start(app);
      if (started) step(`${app} ready on ${started.url}`);
    }),
  );
  if (session.isStopping) return;
  const tokens = await session.issuer?.variables();
  console.log(summary({ ...pick(session), tokens, demo: options.demo, readyMs: elapsedMs() }));
});

function pick({ platform, data, external, postgres, transport, issuer }) {
  return { platform, data, external, postgres, transport, issuer };
}
