import { bold, dim, green, table } from './console.mjs';
import { APPS, topicsOf } from './topology.mjs';

/** What npm start says at the end: what runs where, what was chosen for you, and what to try. */
export function summary({ platform, data, external, postgres, transport, issuer, tokens, demo, readyMs }) {
  const rows = APPS.map((app) => [app, platform.urls[app], String(platform.services.pidOf(app)), platform.databases[app]?.database ?? '-']);
  return [
    '',
    `${green('Millrace runs')} (ready after ${(readyMs / 1000).toFixed(1)} s). Ctrl-C stops it.`,
    '',
    table(['SERVICE', 'ADDRESS', 'PROCESS', 'DATABASE'], rows),
    '',
    bold('  Chosen for you'),
    ...choices({ external, postgres, transport, issuer, demo }).map((line) => `  ${line}`),
    `  ${dim(`Data and logs: ${data.path}${postgres && !postgres.dataFolder.startsWith(data.path) ? `, PostgreSQL: ${postgres.dataFolder}` : ''}`)}`,
    '',
    ...(issuer ? tokenLines(issuer, tokens) : []),
    bold('  Try'),
    ...trials(platform.urls.gateway, issuer).map((line) => `  ${line}`),
    '',
  ].join('\n');
}

function choices({ external, postgres, transport, issuer, demo }) {
  return [
    external
      ? '- PostgreSQL: yours (DATABASE_URL); the databases are named millrace_<service>.'
      : `- PostgreSQL: the one from npm, on 127.0.0.1:${postgres.port}, so that nothing need be installed. Your own: DATABASE_URL=postgres://admin… npm start`,
    ...transportLines(transport),
    identityLine(issuer),
    demo
      ? '- Demo: the catalogue is filled (mug, lamp, chair), and a clerk packs the parcels. Without: npm start -- --no-demo'
      : '- Demo: off (--no-demo). The catalogue is what you put into it.',
    '- Data are kept from run to run. From the beginning: npm start -- --fresh',
  ];
}

function transportLines({ kind, why, env }) {
  if (kind === 'direct')
    return [
      `- Transport: direct (${why}). Services read each other’s published log with a role that can do nothing else.`,
      '  With Kafka: Java 17+ and Maven, or KAFKA_BROKERS=host:9092, and npm start -- --transport kafka',
    ];
  return [
    `- Transport: Kafka on ${env.KAFKA_BROKERS} (${why}). Topics: ${topicsOf(env.KAFKA_TOPIC_PREFIX).join(', ')}.`,
    '  Your own: KAFKA_BROKERS=host:9092 npm start. Without: npm start -- --transport direct',
  ];
}

function identityLine(issuer) {
  if (issuer)
    return `- Identity: on (--auth), by ${issuer.url}, which gives everybody any token: for trying only. Your own: AUTH_ISSUER=https://…`;
  if (process.env.AUTH_ISSUER) return `- Identity: by ${process.env.AUTH_ISSUER} (AUTH_ISSUER).`;
  return '- Identity: off, so only this machine reaches the gateway, and may do everything. With tokens: npm start -- --auth';
}

/** Not coloured, not indented: to be copied into a shell as they are. */
function tokenLines(issuer, tokens) {
  return [
    bold('  Tokens'),
    dim(`  good as long as this runs; any other: curl '${issuer.url}/token?sub=eve&roles=customer'`),
    ...tokens,
    '',
  ];
}

/** Copied into any POSIX shell, line by line; the first puts the order's id into a variable for the others. */
function trials(gateway, issuer) {
  const curl = issuer ? 'curl -s -H "authorization: Bearer $ADA"' : 'curl -s';
  const shipTo = '{"name":"Ada","street":"1 Mill Lane","city":"Bath","postalCode":"BA1 1AA","country":"GB"}';
  const order = `{"customerId":"ada","paymentMethod":"pm_card_visa","lines":[{"sku":"mug","quantity":2}],"shipTo":${shipTo}}`;
  return [
    `id=$(${curl} ${gateway}/api/orders -H 'content-type: application/json' -H 'idempotency-key: first-order' -d '${order}' | sed 's/.*"orderId":"\\([^"]*\\)".*/\\1/')`,
    `${curl} ${gateway}/api/orders/$id`,
    `${curl} ${gateway}/api/orders/$id/journey`,
    dim(`every request that can be made: ${gateway}/api/docs`),
  ];
}
