import type { Scale } from './scale.js';

/** In the picture's own units; it grows and shrinks with the page. */
export const size = { width: 560, height: 240, left: 66, right: 26, top: 14, bottom: 42 } as const;

export interface Axis {
  readonly scale: Scale;
  /** What is measured, with its unit. */
  readonly label: string;
  readonly tell: (value: number) => string;
}

export const xOf = ({ scale }: Axis, value: number): number => size.left + scale.place(value) * (size.width - size.left - size.right);
export const yOf = ({ scale }: Axis, value: number): number =>
  size.height - size.bottom - scale.place(value) * (size.height - size.top - size.bottom);

/** A picture with its title, its legend (name and colour of each series), axes, and what is drawn on them. */
export const frame = (title: string, legend: readonly string[], x: Axis, y: Axis, drawing: string): string => `
<figure>
  <figcaption>${escape(title)}</figcaption>
  <ul class="legend">${legend.map((name, index) => `<li><i class="c${index}"></i>${escape(name)}</li>`).join('')}</ul>
  <svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escape(title)}">
    ${y.scale.ticks.map((tick) => yTick(y, tick)).join('')}
    ${x.scale.ticks.map((tick) => xTick(x, tick)).join('')}
    ${drawing}
    <text class="label" x="${(size.left + size.width - size.right) / 2}" y="${size.height - 4}" text-anchor="middle">${escape(x.label)}</text>
    <text class="label" transform="translate(11 ${(size.height - size.bottom + size.top) / 2}) rotate(-90)" text-anchor="middle">${escape(y.label)}</text>
  </svg>
</figure>`;

const yTick = (axis: Axis, tick: number): string => {
  const y = round(yOf(axis, tick));
  const line = `<line class="grid" x1="${size.left}" x2="${size.width - size.right}" y1="${y}" y2="${y}"/>`;
  return `${line}<text class="tick" x="${size.left - 6}" y="${y + 4}" text-anchor="end">${escape(axis.tell(tick))}</text>`;
};

const xTick = (axis: Axis, tick: number): string => {
  const x = round(xOf(axis, tick));
  const foot = size.height - size.bottom;
  const line = `<line class="grid" x1="${x}" x2="${x}" y1="${foot}" y2="${foot + 4}"/>`;
  return `${line}<text class="tick" x="${x}" y="${foot + 16}" text-anchor="middle">${escape(axis.tell(tick))}</text>`;
};

/** A tenth of a unit is finer than anybody sees. */
export const round = (value: number): number => Math.round(value * 10) / 10;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
export const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);
