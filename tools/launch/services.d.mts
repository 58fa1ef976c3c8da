import type { EventEmitter } from 'node:events';

export interface ServiceExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** We asked for it. */
  readonly expected: boolean;
  readonly wasReady: boolean;
  readonly livedMs: number;
  /** For people: how it ended and its last words. */
  readonly description: string;
}

export interface StartedService {
  readonly id: string;
  readonly pid: number;
  readonly port: number;
  readonly url: string;
}

/** The service processes of one run. An id is a service's name, or `name#2` for another copy of it. */
export class Services extends EventEmitter<{ exit: [id: string, exit: ServiceExit]; errorLine: [id: string, line: string] }> {
  constructor(options: { folder: string; entryOf?: (name: string) => string });
  readonly ids: string[];
  pidOf(id: string): number | undefined;
  portOf(id: string): number | undefined;
  logFileOf(id: string): string;
  /** Resolves when the service says it is ready; rejects with its last words when it ends before. */
  start(id: string, env: Record<string, string>, options?: { nodeArgs?: string[]; readyWithinMs?: number }): Promise<StartedService>;
  /** Drain and end; killed after the grace. */
  stop(id: string, signal?: NodeJS.Signals, graceMs?: number): Promise<ServiceExit | undefined>;
  /** SIGKILL. */
  kill(id: string): Promise<ServiceExit | undefined>;
  /** With what it was started with the last time, changed by `env`. */
  restart(id: string, env?: Record<string, string>, options?: { signal?: NodeJS.Signals }): Promise<StartedService>;
  stopAll(options?: { graceMs?: number; signal?: NodeJS.Signals }): Promise<void>;
}
