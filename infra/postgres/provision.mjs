/** Databases and roles for services on a PostgreSQL of one's own; see README.md beside this file. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { provision } from '../../tools/launch/provision.mjs';
import { PUBLISHERS, WITH_DATABASE } from '../../tools/launch/topology.mjs';

const usage = 'usage: node infra/postgres/provision.mjs --admin postgres://… [--prefix shop_] [--out services.env]';
const { values: options } = parseArgs({
  options: { admin: { type: 'string' }, prefix: { type: 'string', default: '' }, out: { type: 'string', default: 'services.env' } },
});
if (!options.admin) {
  console.error(usage);
  process.exit(2);
}

/** Passwords by role, from an earlier run. */
const passwordsIn = (file) =>
  Object.fromEntries(
    [...readFileSync(file, 'utf8').matchAll(/postgres(?:ql)?:\/\/([^:]+):([^@]+)@/g)].map(([, role, password]) => [
      decodeURIComponent(role),
      decodeURIComponent(password),
    ]),
  );

try {
  const secrets = { passwords: existsSync(options.out) ? passwordsIn(options.out) : {} };
  const databases = await provision(options.admin, { services: WITH_DATABASE, prefix: options.prefix, secrets });
  const logs = PUBLISHERS.map((service) => `LOG_URL_${service.toUpperCase()}=${databases[service].readerUrl}`);
  const blocks = WITH_DATABASE.map((service) =>
    [
      `# ${service}`,
      `DATABASE_URL=${databases[service].runtimeUrl}`,
      `DATABASE_OWNER_URL=${databases[service].ownerUrl}`,
      ...(PUBLISHERS.includes(service) ? logs : []),
    ].join('\n'),
  );
  writeFileSync(options.out, `${blocks.join('\n\n')}\n`, { mode: 0o600 });
  console.log(`${WITH_DATABASE.length} databases with their roles are in place; their URLs are in ${options.out}`);
} catch (error) {
  console.error(`not provisioned: ${error.message}`);
  process.exit(1);
}
