/**
 * How many values fell where, in bounded memory: buckets that grow with the value, 64 to each power of two, so that every quantile is right to
 * 1.6 %. The idea is Gil Tene's HdrHistogram. Values are milliseconds from a microsecond to 35 minutes; what is beyond counts as that.
 */
export class Histogram {
  private readonly counts = new Uint32Array(bucketCount);
  private sum = 0;
  private largest = 0;
  count = 0;

  record(milliseconds: number): void {
    const value = Math.min(Math.max(milliseconds, 0), longestMs);
    this.counts[bucketOf(Math.round(value * 1000))]!++;
    this.count++;
    this.sum += value;
    this.largest = Math.max(this.largest, value);
  }

  get max(): number {
    return this.largest;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** The least value that `share` (0 to 1) of all values do not exceed, as the upper end of its bucket; 0 while there is none. */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.count));
    let seen = 0;
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      seen += this.counts[bucket]!;
      if (seen >= rank) return Math.min(upperEnd(bucket) / 1000, this.largest);
    }
    return 0;
  }

  add(other: Histogram): this {
    for (let bucket = 0; bucket < bucketCount; bucket++) this.counts[bucket]! += other.counts[bucket]!;
    this.count += other.count;
    this.sum += other.sum;
    this.largest = Math.max(this.largest, other.largest);
    return this;
  }

  /** How many values lie in each of the ranges that `bounds` (ascending, milliseconds) end; the last range has no end. */
  between(bounds: readonly number[]): number[] {
    const found = new Array<number>(bounds.length + 1).fill(0);
    for (let bucket = 0; bucket < bucketCount; bucket++) {
      const range = bounds.findIndex((bound) => upperEnd(bucket) / 1000 <= bound);
      found[range === -1 ? bounds.length : range]! += this.counts[bucket]!;
    }
    return found;
  }
}

const perPowerOfTwo = 64;
const longestUs = 2 ** 31 - 1;
const longestMs = longestUs / 1000;

/** Below 128 each microsecond has its own bucket; above, the six bits after the highest one choose. */
const bucketOf = (us: number): number => {
  const shift = Math.max(0, 31 - Math.clz32(us) - 6);
  return shift * perPowerOfTwo + (us >> shift);
};

/** In microseconds. */
const upperEnd = (bucket: number): number => {
  const shift = Math.max(0, Math.floor(bucket / perPowerOfTwo) - 1);
  return (bucket - shift * perPowerOfTwo + 1) * 2 ** shift - 1;
};

const bucketCount = bucketOf(longestUs) + 1;
