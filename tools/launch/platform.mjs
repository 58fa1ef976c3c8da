/** The whole platform on a given PostgreSQL: databases, roles, addresses, all service processes. */
import { randomBytes } from 'node:crypto';
import { freePorts } from './ports.mjs';
import { provision } from './provision.mjs';
import { Services } from './services.mjs';
import { APPS, WITH_DATABASE, environments } from './topology.mjs';

/**
 * Creates what the services need and says what each will be told; starts nothing yet.
 * @param {import('./platform.mjs').PlatformOptions} options
 * @returns {Promise<import('./platform.mjs').Platform>}
 */
export async function preparePlatform({ adminUrl, folder, prefix = '', secrets = {}, gatewayPort = 0, transport, extra = {}, entryOf }) {
  secrets.internalToken ??= randomBytes(32).toString('base64url');
  const [databases, free] = await Promise.all([provision(adminUrl, { services: WITH_DATABASE, prefix, secrets }), freePorts(APPS.length)]);
  const ports = Object.fromEntries(APPS.map((app, index) => [app, free[index]]));
  if (gatewayPort) ports.gateway = gatewayPort;
  const told = environments({ ports, databases, internalToken: secrets.internalToken, transport });
  const envOf = (app) => ({ ...told[app], ...extra.all, ...extra[app] });
  const services = new Services({ folder, entryOf });
  return {
    services,
    databases,
    envOf,
    internalToken: secrets.internalToken,
    urls: Object.fromEntries(APPS.map((app) => [app, `http://127.0.0.1:${ports[app]}`])),
    startAll: (apps = APPS) => startAll(services, apps, envOf),
    stop: (options) => services.stopAll(options),
  };
}

/** All at once; when one cannot start the others are stopped, and the first reason is told. */
async function startAll(services, apps, envOf) {
  try {
    return await Promise.all(apps.map((app) => services.start(app, envOf(app))));
  } catch (error) {
    await services.stopAll({ graceMs: 2_000 });
    throw error;
  }
}
