export { ConsulDiscovery, type ConsulDiscoveryOptions } from './consul-discovery.js';
export type { ConsulAgentOptions, Fetch } from './consul-agent.js';
