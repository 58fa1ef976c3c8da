export interface BackoffOptions {
  /** The first pause, in ms. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/** Pause after the nth failure in a row: doubles up to the maximum, and somewhere in its upper half, so that many consumers do not come back together. */
export const backoffMs = (failures: number, { firstMs, maxMs, random }: BackoffOptions): number => {
  const full = Math.min(firstMs * 2 ** Math.min(failures - 1, 30), maxMs);
  return full / 2 + (full / 2) * random();
};
