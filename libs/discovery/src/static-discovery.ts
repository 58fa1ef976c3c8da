import type { Discovery, Instance, InstanceSet, Registration } from './discovery.js';
import { DiscoveryClosed } from './errors.js';
import { checkInstance } from './instance.js';
import { KnownInstances } from './known-instances.js';

/** Addresses that were configured. Nobody comes and nobody goes; whether they answer is for the caller to find out. */
export class StaticDiscovery implements Discovery {
  private readonly sets = new Set<KnownInstances>();
  private closed = false;

  /** @param urls by service, e.g. { orders: ['http://10.0.0.7:3001'] }. Throws InstanceInvalid. */
  constructor(private readonly urls: Readonly<Record<string, readonly string[]>>) {
    for (const service of Object.keys(urls)) this.instancesOf(service).forEach(checkInstance);
  }

  /** Nothing happens: a list in a configuration cannot be joined. */
  async register(instance: Instance): Promise<Registration> {
    if (this.closed) throw new DiscoveryClosed();
    checkInstance(instance);
    return { instance, deregister: () => Promise.resolve() };
  }

  watch(service: string): InstanceSet {
    if (this.closed) throw new DiscoveryClosed();
    const known = new KnownInstances(service);
    this.sets.add(known);
    known.replace(this.instancesOf(service));
    return known;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const known of this.sets) known.close();
  }

  private instancesOf(service: string): Instance[] {
    return (this.urls[service] ?? []).map((url, i) => ({ service, id: `${service}-${i + 1}`, url, metadata: {} }));
  }
}
