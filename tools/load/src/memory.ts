import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface MemorySample {
  readonly atMs: number;
  /** Megabytes of resident memory, by the process's name. */
  readonly megabytes: Readonly<Record<string, number>>;
}

export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly kilobytes: number;
  readonly command: string;
}

/** Whose memory is wanted: these processes, or whatever services the launcher runs at the time (a service that is started again has another id). */
export type Watched = { readonly pids: readonly number[] } | { readonly launcher: number };

const run = promisify(execFile);

/** Every process of this machine. `ps` is the one way that Linux and macOS share. */
export const listProcesses = async (): Promise<Process[]> =>
  parseProcesses((await run('ps', ['-A', '-ww', '-o', 'pid=,ppid=,rss=,args='])).stdout);

export const parseProcesses = (text: string): Process[] =>
  [...text.matchAll(/^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, pid, parent, kilobytes, command]) => ({
    pid: Number(pid),
    parent: Number(parent),
    kilobytes: Number(kilobytes),
    command: command!,
  }));

/** By name; a second copy of a service is `orders#2`. */
export const memoryOf = (processes: readonly Process[], watched: Watched): Record<string, number> => {
  const megabytes: Record<string, number> = {};
  for (const process of processes.toSorted((a, b) => a.pid - b.pid)) {
    if (!isWatched(process, watched)) continue;
    const name = nameOf(process);
    let copy = 1;
    while (Object.hasOwn(megabytes, idOf(name, copy))) copy++;
    megabytes[idOf(name, copy)] = Math.round(process.kilobytes / 102.4) / 10;
  }
  return megabytes;
};

const isWatched = (process: Process, watched: Watched): boolean =>
  'pids' in watched ? watched.pids.includes(process.pid) : process.parent === watched.launcher && serviceOf(process) !== undefined;

const serviceOf = ({ command }: Process): string | undefined => /[\\/]apps[\\/]([\w-]+)[\\/]dist[\\/]main\.js/.exec(command)?.[1];
const nameOf = (process: Process): string => serviceOf(process) ?? `process ${process.pid}`;
const idOf = (name: string, copy: number): string => (copy === 1 ? name : `${name}#${copy}`);

/** The process of npm start that holds the lock of this data folder; undefined when there is none. */
export const launcherOf = (dataFolder: string): number | undefined => {
  try {
    return Number(readFileSync(join(dataFolder, 'launcher.lock'), 'utf8').split('\n')[0]) || undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};
