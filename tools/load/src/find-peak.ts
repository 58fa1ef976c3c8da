/** What one rate gave. */
export interface Step {
  /** Clients a second. */
  readonly rate: number;
  /** Good requests a second. */
  readonly goodput: number;
  readonly p99Ms: number;
}

export interface Peak {
  readonly steps: readonly Step[];
  readonly best: Step;
}

const growth = 1.5;
/** While there is room, half as many clients again give half as much again; a twentieth more is noise. */
const leastGain = 1.05;
/** In a row: one bad step may be the machine's. */
const stepsWithoutGain = 2;
const mostSteps = 30;

/** Raises the rate step by step until goodput no longer rises. Undefined when it was stopped before the first step. */
export const findPeak = async (
  firstRate: number,
  measure: (rate: number) => Promise<Step>,
  stop: AbortSignal,
): Promise<Peak | undefined> => {
  const steps: Step[] = [];
  let best: Step | undefined;
  let without = 0;
  for (let rate = firstRate; without < stepsWithoutGain && steps.length < mostSteps; rate = Math.ceil(rate * growth)) {
    const step = await measure(rate);
    if (stop.aborted) break;
    steps.push(step);
    without = !best || step.goodput > best.goodput * leastGain ? 0 : without + 1;
    if (!best || step.goodput > best.goodput) best = step;
  }
  return best && { steps, best };
};
