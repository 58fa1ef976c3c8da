/** The port for finding running copies of services, the adapter that needs no server, and what the other adapters are made of. */
export type * from './discovery.js';
export { DiscoveryClosed, DiscoveryUnavailable, InstanceInvalid, reasonOf } from './errors.js';
export { checkInstance } from './instance.js';
export { StaticDiscovery } from './static-discovery.js';
export { KnownInstances } from './known-instances.js';
export { follow, type FollowTimes } from './follow.js';
export { KeptRegistration } from './kept-registration.js';
export { pause, systemTimers, type Timers } from './timers.js';
