export { KubernetesDiscovery, type KubernetesDiscoveryOptions } from './kubernetes-discovery.js';
export { inCluster, NotInCluster } from './in-cluster.js';
export type { ApiServerOptions, Fetch } from './api-server.js';
