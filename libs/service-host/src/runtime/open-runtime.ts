import { ConfigError, demand } from '../config/read-config.js';
import { type HostConfig, logVariable } from '../config/variables.js';
import { inMemoryPorts } from './in-memory-ports.js';
import type { Ports } from './ports.js';
import { postgresPorts } from './postgres-ports.js';
import { stopOnceAt } from './fault-points.js';
import { kafkaSettings } from './kafka-settings.js';
import { EventSourcedRuntime, type RuntimeOptions } from './event-sourced-runtime.js';
import type { ServiceDefinition } from './service-definition.js';
import { sourcesOf } from './sources-of.js';

/** A service on the ports its configuration asks for: migrated, connected, not yet started. */
export const openRuntime = async (definition: ServiceDefinition, config: HostConfig, onError: OnError): Promise<EventSourcedRuntime> => {
  const ports = await portsOf(definition, config, onError);
  const beforeWatermark = stopOnceAt(config.FAULT_STOP_AT);
  return new EventSourcedRuntime(definition, ports, { instance: config.INSTANCE, onError, ...(beforeWatermark && { beforeWatermark }) });
};

type OnError = RuntimeOptions['onError'];

const portsOf = (definition: ServiceDefinition, config: HostConfig, onError: OnError): Promise<Ports> => {
  const others = sourcesOf(definition).filter((service) => service !== definition.name);
  if (config.PORTS === 'in-memory') return Promise.resolve(inMemoryPorts(definition, others));
  return postgresPorts({
    definition,
    url: demand(config, 'DATABASE_URL', `${definition.name} keeps its log there`),
    ownerUrl: config.DATABASE_OWNER_URL,
    logs: Object.fromEntries(others.map((service) => [service, logOf(service, definition.name, config)])),
    kafka: kafkaSettings(definition.name, config),
    onError: (error, retryInMs) => onError('transport', error, retryInMs),
  });
};

const logOf = (service: string, follower: string, { LOG_URLS }: HostConfig): string => {
  const url = LOG_URLS[service];
  if (url !== undefined) return url;
  throw new ConfigError(
    `${logVariable(service)} is missing: ${follower} follows the log of ${service}; give the reader role's URL of its database`,
  );
};
