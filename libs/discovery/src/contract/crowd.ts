import type { Discovery, Instance, Registration } from '../discovery.js';

/** `have` of a subject whose instances register themselves. */
export class Crowd {
  private readonly registrations = new Map<string, Registration>();

  constructor(private readonly discovery: Discovery) {}

  async have(instances: readonly Instance[]): Promise<void> {
    const wanted = new Set(instances.map(({ id }) => id));
    for (const [id, registration] of this.registrations) {
      if (wanted.has(id)) continue;
      await registration.deregister();
      this.registrations.delete(id);
    }
    for (const instance of instances)
      if (!this.registrations.has(instance.id)) this.registrations.set(instance.id, await this.discovery.register(instance));
  }
}
