import type { RunningKafka } from './cluster.mjs';

/** A cluster for a run of tests: in a temporary folder, on free ports; nothing of it is left after `stop()`, or when this process ends. */
export function startThrowAwayKafka(options?: { brokers?: 1 | 3; say?: (text: string) => void }): Promise<RunningKafka>;
