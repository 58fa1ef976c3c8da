import type { Consumer } from '@millrace/subscriptions';
import type { ServiceDefinition } from './service-definition.js';

const inert = (): Consumer => ({ name: 'inert', types: new Set(), keysOf: () => [], apply: () => Promise.resolve([]) });

/** Which services' logs a service follows, as its subscriptions say; its own may be among them. */
export const sourcesOf = (definition: ServiceDefinition): string[] => {
  const subscriptions = definition.subscriptions({ projection: inert, process: inert, policy: inert, effect: inert, handler: inert });
  return [...new Set(subscriptions.flatMap(({ sources }) => sources))];
};
