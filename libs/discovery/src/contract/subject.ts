import type { Discovery, Instance } from '../discovery.js';
import type { Timers } from '../timers.js';

/** What differs between adapters without breaking the port's guarantees. */
export interface DiscoveryFeatures {
  /** Instances register themselves. False: the platform does it, or a configuration. */
  readonly registers: boolean;
  /** Instances come and go. False: they were configured. */
  readonly changes: boolean;
}

/** Of one process: what keeps it alive are its timers. */
export interface ProcessOptions {
  readonly timers: Timers;
  readonly onTrouble: (error: unknown) => void;
}

/** One discovery server of the test's own, with what can happen to it. */
export interface DiscoverySubject {
  /** A discovery as a process would open it; the suite closes it. Times to live are short. */
  open(process: ProcessOptions): Discovery;
  /** Where instances do not register themselves: as the platform or the configuration would. All at once, and before `open` where nothing changes. */
  have(instances: readonly Instance[]): Promise<void>;
  /** The server cannot be reached; later it can again. Nothing is lost. */
  cut(): Promise<void>;
  heal(): Promise<void>;
  /** The server has forgotten who was there (restarted, swept). */
  forget?(): Promise<void>;
  close(): Promise<void>;
}
