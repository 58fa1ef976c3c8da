import type { Discovery, Instance, InstanceSet, Registration } from '../discovery.js';
import { systemTimers, type Timers } from '../timers.js';
import type { DiscoverySubject } from './subject.js';

/** Timers of a process that can die: none of them fires afterwards. */
class MortalTimers implements Timers {
  private dead = false;

  after(ms: number, action: () => void): () => void {
    return systemTimers.after(ms, () => {
      if (!this.dead) action();
    });
  }

  die(): void {
    this.dead = true;
  }
}

export interface TestProcess {
  readonly discovery: Discovery;
  readonly troubles: unknown[];
  /** Without a word. */
  die(): void;
}

/** Processes around one discovery server, all ended after the test. */
export class Stage {
  private readonly opened: Discovery[] = [];

  constructor(readonly subject: DiscoverySubject) {}

  process(): TestProcess {
    const timers = new MortalTimers();
    const troubles: unknown[] = [];
    const discovery = this.subject.open({ timers, onTrouble: (error) => troubles.push(error) });
    this.opened.push(discovery);
    return { discovery, troubles, die: () => timers.die() };
  }

  watch(service: string): InstanceSet {
    return this.process().discovery.watch(service);
  }

  /** Each in a process of its own. */
  register(instance: Instance): Promise<Registration> {
    return this.process().discovery.register(instance);
  }

  async close(): Promise<void> {
    await Promise.all(this.opened.map((discovery) => discovery.close()));
    await this.subject.close();
  }
}

export const instance = (id: string, more: Partial<Instance> = {}): Instance => ({
  service: 'orders',
  id,
  url: `http://127.0.0.1:30${id.length}1`,
  metadata: {},
  ...more,
});

/** Resolves when the set is as wanted: it is looked at whenever it says that it has changed. */
export const until = (set: InstanceSet, wanted: (set: InstanceSet) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (!wanted(set)) return;
      stop();
      resolve();
    };
    const stop = set.onChange(look);
    look();
  });

export const idsOf = ({ instances }: InstanceSet): string => instances.map(({ id }) => id).join();
export const untilIds = (set: InstanceSet, ids: string): Promise<void> => until(set, () => idsOf(set) === ids);
