export { PostgresDiscovery, type PostgresDiscoveryOptions } from './postgres-discovery.js';
export { CreateServiceInstances1764000000030 } from './service-instances.migration.js';
