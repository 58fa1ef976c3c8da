/** Which programs make the platform, and what each is told through its environment. */
export const PUBLISHERS = ['orders', 'inventory', 'payments', 'shipping'];
/** Who has a database. The acquirer plays the outside world and keeps its own books. */
export const WITH_DATABASE = [...PUBLISHERS, 'acquirer'];
export const APPS = ['acquirer', ...PUBLISHERS, 'gateway'];

/** Where they publish, with Kafka. */
export const topicsOf = (prefix = '') => PUBLISHERS.map((name) => `${prefix}${name}.events`);

const urlOf = (ports, app) => `http://127.0.0.1:${ports[app]}`;

/**
 * The environment of every app, without what is extra for a run.
 * @param {object} run
 * @param {Record<string, number>} run.ports
 * @param {Record<string, import('./provision.mjs').ProvisionedDatabase>} run.databases
 * @param {string} run.internalToken services know each other by it
 * @param {Record<string, string>} [run.transport] what those that publish and follow events are told of the way to do it
 * @returns {Record<string, Record<string, string>>}
 */
export function environments({ ports, databases, internalToken, transport = { TRANSPORT: 'direct' } }) {
  const logs = Object.fromEntries(PUBLISHERS.map((name) => [`LOG_URL_${name.toUpperCase()}`, databases[name].readerUrl]));
  const addresses = Object.fromEntries(PUBLISHERS.map((name) => [`${name.toUpperCase()}_URL`, urlOf(ports, name)]));
  const own = (app) => {
    if (app === 'gateway') return addresses;
    const database = { DATABASE_URL: databases[app].runtimeUrl, DATABASE_OWNER_URL: databases[app].ownerUrl };
    if (app === 'acquirer') return database;
    return { ...database, ...logs, ...transport, ...(app === 'payments' ? { ACQUIRER_URL: urlOf(ports, 'acquirer') } : {}) };
  };
  return Object.fromEntries(
    APPS.map((app) => [app, { HOST: '127.0.0.1', PORT: String(ports[app]), INTERNAL_TOKEN: internalToken, ...own(app) }]),
  );
}

/** In a demo the gateway fills the catalogue and shipping plays the clerk who packs the parcels. */
export const demoEnvironment = { gateway: { DEMO: '1' }, shipping: { DEMO: '1' } };
