import { listProcesses, memoryOf, type MemorySample, type Watched } from './memory.js';

const everyMs = 2_000;

/** Looks at the memory of processes from time to time. */
export class MemoryWatch {
  readonly samples: MemorySample[] = [];
  problem: string | undefined;

  constructor(private readonly watched: Watched | undefined) {
    if (!watched) this.problem = 'not watched: npm start does not run on these data (--pids, or MILLRACE_DATA as npm start has it)';
  }

  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const begun = performance.now();
    const looks: Promise<void>[] = [];
    const look = () => void looks.push(this.look(performance.now() - begun));
    look();
    const timer = setInterval(look, everyMs);
    try {
      return await work();
    } finally {
      clearInterval(timer);
      // On a busy machine ps takes its time.
      await Promise.all(looks);
    }
  }

  private async look(atMs: number): Promise<void> {
    if (!this.watched || this.problem) return;
    try {
      this.samples.push({ atMs, megabytes: memoryOf(await listProcesses(), this.watched) });
    } catch (error) {
      this.problem = `not watched: ${(error as Error).message}`;
    }
  }
}
