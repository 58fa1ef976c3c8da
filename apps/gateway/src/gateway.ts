import { type Composition, type Config, EventStreams, type HealthCheck, NotReady, type ServiceOptions } from '@millrace/service-host';
import type { LoggerService } from '@nestjs/common';
import { addGuard } from './access/guard.js';
import { seedCatalogue } from './demo/catalogue.js';
import { addDocsAssets } from './docs/assets.js';
import { GatewayModule } from './gateway.module.js';
import { identityOf } from './identity/identity.js';
import { OrderOwners } from './identity/order-owners.js';
import { addCrossOrigin } from './limits/cross-origin.js';
import { addRateLimit } from './limits/rate-limit.js';
import { addSafeAnswers } from './limits/safe-answers.js';
import { addProxy } from './proxy/proxy.js';
import { askBriefly, gatewayVariables, serviceNames, type Services, servicesOf } from './services.js';

type Variables = (typeof gatewayVariables)['shape'];

const compose = (config: Config<Variables>, logger: LoggerService): Composition => {
  const identify = identityOf(config);
  if (!identify) logger.warn('identity is off: everybody who reaches this address may do everything', { host: config.HOST });
  const services = servicesOf(config);
  const [stopped, streams] = [new AbortController(), new EventStreams()];
  return {
    module: GatewayModule.for(services),
    checks: readiness(services),
    routes: (fastify) => {
      fastify.server.maxConnections = config.MAX_CONNECTIONS;
      addSafeAnswers(fastify);
      addCrossOrigin(fastify, config.CORS_ORIGINS);
      addGuard(fastify, { identify, owners: new OrderOwners(services.orders), count: addRateLimit(fastify, config) });
      addProxy(fastify, services, streams);
      addDocsAssets(fastify);
    },
    afterStart: async () => {
      if (config.DEMO !== '1') return;
      const { INVENTORY_URL: url, INTERNAL_TOKEN: token } = config;
      await seedCatalogue({ url, token, logger, signal: stopped.signal }).catch(unlessStopped(stopped.signal));
    },
    onDrain: () => streams.end(),
    onStop: () => {
      stopped.abort();
      for (const name of serviceNames) services[name].close();
      return Promise.resolve();
    },
  };
};

/** Ready when all services are: whoever waits for the gateway waits for the whole. */
const readiness = (services: Services): HealthCheck[] =>
  serviceNames.map((name) => ({
    name,
    check: async () => {
      if ((await askBriefly(services[name], '/health/ready')) === undefined) throw new NotReady(`${name} is not ready`);
    },
  }));

const unlessStopped = (signal: AbortSignal) => (error: unknown) => {
  if (!signal.aborted) throw error;
};

/** The edge: one address for all services, and no domain. */
export const gateway: ServiceOptions<Variables> = { name: 'gateway', access: 'public', variables: gatewayVariables, compose };
