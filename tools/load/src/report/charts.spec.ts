import { lineChart, stackedChart } from './charts.js';
import { size } from './frame.js';
import { linear } from './scale.js';

const axis = (max: number) => ({ label: 'things <a second>', scale: linear(max), tell: String });
const chart = { title: 'A & B', x: axis(10), y: axis(10) };
const foot = size.height - size.bottom;

describe('a chart', () => {
  it('draws a line with a gap where there is nothing, and a lone point as a dot', () => {
    const svg = lineChart(chart, [
      {
        name: 'one',
        points: [
          [0, 0],
          [5, 10],
          [6, undefined],
          [10, 0],
        ],
      },
    ]);
    const middle = (size.left + size.width - size.right) / 2;
    expect(svg).toContain(`<path class="line c0" d="M${size.left} ${foot}L${middle} ${size.top}"/>`);
    expect(svg).toContain(`<circle class="c0" cx="${size.width - size.right}" cy="${foot}" r="3.5"/>`);
  });

  it('piles up what belongs together', () => {
    const svg = stackedChart(chart, ['low', 'high'], [{ from: 0, to: 5, values: [2, 8] }]);
    const bars = [...svg.matchAll(/<rect class="(c\d)"[^>]* y="([\d.]+)"[^>]* height="([\d.]+)"/g)].map(([, name, y, height]) => [
      name,
      Number(y),
      Number(height),
    ]);
    const unit = (foot - size.top) / 10;
    expect(bars.map(([name]) => name)).toEqual(['c0', 'c1']);
    expect(bars[0]![2]).toBeCloseTo(2 * unit, 0);
    expect(bars[1]!.slice(1)).toEqual([size.top, expect.closeTo(8 * unit, 0)]);
  });

  it('writes what it is given as text, never as markup', () => {
    const svg = lineChart(chart, [{ name: '<script>', points: [] }]);
    expect(svg).not.toMatch(/<script|<a second/);
    expect(svg).toContain('A &amp; B');
  });
});
