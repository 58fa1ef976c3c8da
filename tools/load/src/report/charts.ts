import { type Axis, escape, frame, round, size, xOf, yOf } from './frame.js';

export interface Series {
  readonly name: string;
  /** Undefined where there is nothing: the line has a gap. */
  readonly points: readonly (readonly [x: number, y: number | undefined])[];
}

export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
}

export const lineChart = ({ title, x, y }: Chart, series: readonly Series[]): string => {
  const lines = series.map(({ points }, index) => {
    const runs = unbroken(points).map((run) => run.map(([at, value]): Point => [round(xOf(x, at)), round(yOf(y, value))]));
    return runs.map((run) => mark(run, `c${index}`)).join('');
  });
  return frame(
    title,
    series.map(({ name }) => name),
    x,
    y,
    lines.join(''),
  );
};

/** Columns of equal width from the beginning of each range to its end, the series piled up in their order. */
export const stackedChart = (
  { title, x, y }: Chart,
  names: readonly string[],
  columns: readonly { readonly from: number; readonly to: number; readonly values: readonly number[] }[],
): string => {
  const foot = size.height - size.bottom;
  const bars = columns.flatMap(({ from, to, values }) => {
    const [left, right] = [xOf(x, from), xOf(x, to)];
    const width = Math.max(right - left - Math.min(1, (right - left) * 0.15), 0.5);
    let below = 0;
    return values.map((value, index) => {
      const bottom = below === 0 ? foot : yOf(y, below);
      below += value;
      const top = yOf(y, below);
      if (value === 0) return '';
      return `<rect class="c${index}" x="${round(left)}" y="${round(top)}" width="${round(width)}" height="${round(bottom - top)}"/>`;
    });
  });
  return frame(title, names, x, y, bars.join(''));
};

/** One bar for each range of values, with its count above. */
export const barChart = (
  { title, x, y }: Chart,
  ranges: readonly { readonly name: string; readonly value: number; readonly told: string }[],
): string => {
  const width = (size.width - size.left - size.right) / ranges.length;
  const bars = ranges.map(({ name, value, told }, index) => {
    const left = size.left + index * width;
    const top = yOf(y, value);
    const middle = round(left + width / 2);
    return [
      `<rect class="c0" x="${round(left + width * 0.1)}" y="${round(top)}" width="${round(width * 0.8)}" height="${round(size.height - size.bottom - top)}"/>`,
      value > 0 ? `<text class="tick" x="${middle}" y="${round(top) - 4}" text-anchor="middle">${escape(told)}</text>` : '',
      `<text class="tick" x="${middle}" y="${size.height - size.bottom + 16}" text-anchor="middle">${escape(name)}</text>`,
    ].join('');
  });
  return frame(title, [], x, y, bars.join(''));
};

type Point = readonly [x: number, y: number];

const unbroken = (points: Series['points']): Point[][] => {
  const runs: Point[][] = [[]];
  for (const [x, y] of points) {
    if (y === undefined) runs.push([]);
    else runs.at(-1)!.push([x, y]);
  }
  return runs.filter((run) => run.length > 0);
};

/** A line; a lone point is a dot. */
const mark = (points: readonly Point[], colour: string): string => {
  const [[x, y], ...rest] = points as readonly [Point, ...Point[]];
  if (rest.length === 0) return `<circle class="${colour}" cx="${x}" cy="${y}" r="3.5"/>`;
  return `<path class="line ${colour}" d="M${x} ${y}${rest.map(([toX, toY]) => `L${toX} ${toY}`).join('')}"/>`;
};
