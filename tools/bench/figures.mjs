/** `--name=value` of the command line. */
export const option = (name, fallback) =>
  process.argv.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3) ?? String(fallback);

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Of the ratios within each round: a machine that is slower for a while is slower for both. */
export const medianRatio = (rates, others) => median(rates.map((rate, round) => rate / others[round]));

export const whole = (rate) => Math.round(rate).toLocaleString('en').padStart(8);

/** Answers whether the floor was missed. */
export function reportRatio(name, ratio, floor) {
  const below = floor !== undefined && ratio < floor;
  console.log(
    `  ${ratio.toFixed(2)} times ${name}${floor === undefined ? '' : `, floor ${floor.toFixed(2)}: ${below ? 'MISSED' : 'held'}`}`,
  );
  return below;
}

/** What a contender overcomes by itself; a round in which it happens is slower, and whoever reads the figures should know why. */
export const tellRetry = (error) => console.log(`  (tried again after: ${error.message})`);
