import { writeFileSync } from 'node:fs';
import { findPeak, type Peak } from './find-peak.js';
import { HttpCaller } from './http-caller.js';
import type { Surface } from './main.js';
import { MemoryWatch } from './memory-watch.js';
import { launcherOf, type Watched } from './memory.js';
import { offerLoad, type Run, type Shop } from './offer-load.js';
import type { Command, LoadOptions } from './options.js';
import { progressLine } from './progress.js';
import { page } from './report/page.js';
import { jsonOf, resultOf } from './result.js';
import { setUpShop } from './set-up.js';
import { summary } from './summary.js';
import { goodputOf } from './verdict.js';

type Stoppable = Omit<Surface, 'onStop'> & { readonly stop: AbortSignal };

/** Does what the command says, and tells it. Answers what failed, in words. Throws when nothing could be measured. */
export const measure = async (command: Command, surface: Stoppable): Promise<readonly string[]> => {
  const { load } = command;
  const begunAt = new Date();
  surface.say(`mix ${load.mix}, seed ${load.seed}, ${load.target.href}`);
  const shop = await openShop(load, begunAt);
  const before: Run[] = [];
  const peak = command.findPeak ? await searchPeak(command, shop, surface, before) : undefined;
  const main = mainLoad(command, peak);
  const memory = new MemoryWatch(watchedBy(command, surface));
  const run = main && (await memory.during(() => offer(main, { ...shop, runId: `${shop.runId}m` }, surface)));
  const result = resultOf({
    options: main ?? load,
    begunAt: begunAt.toISOString(),
    peak,
    overload: command.overload,
    run,
    memory: memory.samples,
    memoryProblem: memory.problem,
    failBelowPercent: command.failBelowGoodput,
    before,
  });
  surface.say(summary(result));
  if (command.report) write(command.report, page(result), surface);
  if (command.json) write(command.json, `${JSON.stringify(jsonOf(result), null, 2)}\n`, surface);
  return result.failures;
};

const openShop = async (load: LoadOptions, begunAt: Date): Promise<Shop> => {
  const runId = begunAt.getTime().toString(36);
  const caller = new HttpCaller({ ...load, timeoutMs: 40_000 });
  try {
    return { runId, skus: await setUpShop(caller, runId) };
  } catch (error) {
    const hint = `Is it Millrace that listens on ${load.target.href}? Start it with npm start, or name it with --target.`;
    throw new Error(`${(error as Error).message}\n${hint}`, { cause: error });
  } finally {
    caller.close();
  }
};

/** What is offered besides the steps to the peak; nothing when only the peak was wanted, or was not found. */
const mainLoad = ({ load, findPeak, overload }: Command, peak: Peak | undefined): LoadOptions | undefined => {
  if (!findPeak) return load;
  return overload !== undefined && peak && peak.best.goodput > 0 ? { ...load, rate: peak.best.rate * overload } : undefined;
};

const offer = (load: LoadOptions, shop: Shop, { say, stop }: Stoppable): Promise<Run> => {
  say(`${load.rate} clients a second for ${load.durationMs / 1000} s`);
  return offerLoad(load, shop, stop, (progress) => say(progressLine(progress)));
};

/** In a step nobody waits for the ends of orders: those who follow are sent away with the last arrival. */
const searchPeak = ({ load, stepMs }: Command, shop: Shop, surface: Stoppable, runs: Run[]): Promise<Peak | undefined> =>
  findPeak(
    load.rate,
    async (rate) => {
      const step = { ...load, rate, durationMs: stepMs, followMs: 0 };
      const run = await offer(step, { ...shop, runId: `${shop.runId}p${runs.length}` }, surface);
      runs.push(run);
      return { rate, goodput: goodputOf(run), p99Ms: run.recorder.latency.quantile(0.99) };
    },
    surface.stop,
  );

const watchedBy = ({ pids, load }: Command, { dataFolder }: Stoppable): Watched | undefined => {
  if (pids.length > 0) return { pids };
  const launcher = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(load.target.hostname) ? launcherOf(dataFolder) : undefined;
  return launcher === undefined ? undefined : { launcher };
};

const write = (file: string, content: string, { say }: Stoppable): void => {
  writeFileSync(file, content);
  say(`written: ${file}`);
};
