/** From values to places on paper, and the values that are written beside the axis. */
export interface Scale {
  readonly ticks: readonly number[];
  /** 0 at the lower end, 1 at the upper. */
  place(value: number): number;
}

/** From 0 to at least `max`, with about five round ticks. */
export const linear = (max: number): Scale => {
  const step = roundStep((max || 1) / 5);
  const top = Math.ceil((max || 1) / step - 1e-9) * step;
  const ticks = Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  return { ticks, place: (value) => Math.min(Math.max(value / top, 0), 1) };
};

/** By powers of ten that enclose what is given; for waits, which span many. Values are positive. */
export const logarithmic = (min: number, max: number): Scale => {
  const from = Math.floor(Math.log10(min));
  const to = Math.max(Math.ceil(Math.log10(max) - 1e-9), from + 1);
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
  return { ticks, place: (value) => Math.min(Math.max((Math.log10(Math.max(value, 10 ** from)) - from) / (to - from), 0), 1) };
};

/** Each nine as wide as the one before: 0, 90, 99, 99.9 … percent, as HdrHistogram's plots have it. Values are shares from 0 up to 1. */
export const nines = (count: number): Scale => {
  const ticks = Array.from({ length: count + 1 }, (_, index) => 1 - 10 ** -index);
  return { ticks, place: (share) => Math.min(-Math.log10(Math.max(1 - share, 10 ** -count)) / count, 1) };
};

/** 1, 2, 5, 10, 20 …: the first that is no less. */
const roundStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= least * (1 - 1e-9))!;
};
