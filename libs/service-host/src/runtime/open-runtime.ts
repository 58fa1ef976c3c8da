import { demand } from '../config/read-config.js';
import type { HostConfig } from '../config/variables.js';
import { inMemoryPorts } from './in-memory-ports.js';
import type { Ports } from './ports.js';
import { postgresPorts } from './postgres-ports.js';
import { EventSourcedRuntime } from './event-sourced-runtime.js';
import type { ServiceDefinition } from './service-definition.js';

const publishers = ['orders', 'inventory', 'payments', 'shipping'] as const;

/** A service on the ports its configuration asks for: migrated, connected, not yet started. */
export const openRuntime = async (
  definition: ServiceDefinition,
  config: HostConfig,
  onError: (where: string, error: unknown) => void,
): Promise<EventSourcedRuntime> => {
  const ports = await portsOf(definition, config);
  return new EventSourcedRuntime(definition, ports, { instance: config.INSTANCE, onError });
};

const portsOf = (definition: ServiceDefinition, config: HostConfig): Promise<Ports> => {
  if (config.PORTS === 'in-memory') return Promise.resolve(inMemoryPorts(definition, publishers));
  return postgresPorts({
    definition,
    url: demand(config, 'DATABASE_URL', `${definition.name} keeps its log there`),
    ownerUrl: config.DATABASE_OWNER_URL,
    logs: logsOf(definition, config),
  });
};

/** Only of the services it follows: whether one is missing is said when a subscription asks for it. */
const logsOf = ({ name }: ServiceDefinition, config: HostConfig): Record<string, string> =>
  Object.fromEntries(
    publishers.flatMap((service) => {
      const url = config[`LOG_URL_${service.toUpperCase() as Uppercase<typeof service>}`];
      return url !== undefined && service !== name ? [[service, url]] : [];
    }),
  );
