/** What a launcher says: steps with the time since its start. */
const started = performance.now();
const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code) => (text) => (colours ? `\x1b[${code}m${text}\x1b[0m` : text);

export const dim = paint(2);
export const bold = paint(1);
export const red = paint(31);
export const green = paint(32);

export const elapsedMs = () => Math.round(performance.now() - started);

export function step(text) {
  console.log(`${dim(`${String(elapsedMs()).padStart(7)} ms`)}  ${text}`);
}

export function complain(text) {
  console.error(`${red('millrace:')} ${text}`);
}

/** @param {string[]} head @param {string[][]} rows */
export function table(head, rows) {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row) =>
    `  ${row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('   ')
      .trimEnd()}`;
  return [bold(line(head)), ...rows.map(line)].join('\n');
}
