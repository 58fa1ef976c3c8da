/** Where an event is: dense and ordered within `(service, generation, shard)`. */
export interface Place {
  readonly service: string;
  /** The log's identity and restore count, e.g. `k3v9x2-1`. */
  readonly generation: string;
  readonly shard: number;
  /** 1, 2, 3 … without gaps, in commit order. */
  readonly position: number;
}

export class VersionVectorError extends Error {
  override readonly name = 'VersionVectorError';
}

interface Log {
  readonly generation: string;
  readonly positions: ReadonlyMap<number, number>;
}

const entry = /^([a-z][a-z0-9-]{0,31})@([a-z0-9]{1,16}-\d{1,6})\.(\d{1,4}):(\d{1,15})$/;
const maxEntries = 4096;

/**
 * For each (service, shard), the highest position known. Watermarks, consistency tokens, causal dependencies and cursors are all this.
 * Immutable. Text form: `orders@k3v9x2-1.7:1042,payments@…`, sorted; the empty vector is `''`.
 * A vector knows one generation of a log. Merging two restore counts of one log keeps the newer; different logs under one name throw.
 */
export class VersionVector {
  static readonly empty = new VersionVector(new Map());

  private constructor(private readonly logs: ReadonlyMap<string, Log>) {}

  static of(...places: readonly Place[]): VersionVector {
    return VersionVector.empty.with(...places);
  }

  /** Throws VersionVectorError on text that `toString` cannot have made. */
  static parse(text: string): VersionVector {
    if (text === '') return VersionVector.empty;
    const parts = text.split(',');
    if (parts.length > maxEntries)
      throw new VersionVectorError(`a version vector has at most ${maxEntries} entries, this one ${parts.length}`);
    return VersionVector.of(
      ...parts.map((part) => {
        const match = entry.exec(part);
        if (!match) throw new VersionVectorError(`'${part.slice(0, 80)}' is not <service>@<generation>.<shard>:<position>`);
        return { service: match[1]!, generation: match[2]!, shard: Number(match[3]), position: Number(match[4]) };
      }),
    );
  }

  /** The least vector that covers this one and the places. */
  with(...places: readonly Place[]): VersionVector {
    if (places.length === 0) return this;
    const logs = new Map<string, { generation: string; positions: Map<number, number> }>();
    for (const [service, log] of this.logs) logs.set(service, { generation: log.generation, positions: new Map(log.positions) });
    for (const place of places) {
      let log = logs.get(place.service);
      if (!log || (log.generation !== place.generation && newer(place.service, place.generation, log.generation)))
        logs.set(place.service, (log = { generation: place.generation, positions: new Map() }));
      if (log.generation !== place.generation) continue;
      if (place.position > (log.positions.get(place.shard) ?? 0)) log.positions.set(place.shard, place.position);
    }
    return new VersionVector(logs);
  }

  merge(other: VersionVector): VersionVector {
    return this.with(...other.places());
  }

  /** 0 when nothing is known. */
  position(service: string, shard: number): number {
    return this.logs.get(service)?.positions.get(shard) ?? 0;
  }

  generation(service: string): string | undefined {
    return this.logs.get(service)?.generation;
  }

  services(): string[] {
    return [...this.logs.keys()].sort();
  }

  *places(): Generator<Place> {
    for (const [service, { generation, positions }] of this.logs)
      for (const [shard, position] of positions) yield { service, generation, shard, position };
  }

  /** Only what is known of these services: what a reader of them can wait for. */
  restrictedTo(services: readonly string[]): VersionVector {
    return new VersionVector(new Map([...this.logs].filter(([service]) => services.includes(service))));
  }

  /** True when every place of `other` is at or below this vector's. Another generation is never covered. */
  covers(other: VersionVector): boolean {
    for (const place of other.places()) {
      if (this.generation(place.service) !== place.generation || this.position(place.service, place.shard) < place.position) return false;
    }
    return true;
  }

  compare(other: VersionVector): 'equal' | 'before' | 'after' | 'concurrent' {
    const [covers, covered] = [this.covers(other), other.covers(this)];
    if (covers && covered) return 'equal';
    return covers ? 'after' : covered ? 'before' : 'concurrent';
  }

  get isEmpty(): boolean {
    return this.logs.size === 0;
  }

  toString(): string {
    return [...this.places()]
      .sort((a, b) => (a.service < b.service ? -1 : a.service > b.service ? 1 : a.shard - b.shard))
      .map(({ service, generation, shard, position }) => `${service}@${generation}.${shard}:${position}`)
      .join(',');
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Is generation `a` a later restore of the same log as `b`? Two logs under one name cannot be compared: that is a mistake of set-up, and said. */
const newer = (service: string, a: string, b: string): boolean => {
  const [logA, countA] = split(a);
  const [logB, countB] = split(b);
  if (logA !== logB) throw new VersionVectorError(`two different logs call themselves '${service}': ${a} and ${b}`);
  return countA > countB;
};

const split = (generation: string): [string, number] => {
  const at = generation.lastIndexOf('-');
  return [generation.slice(0, at), Number(generation.slice(at + 1))];
};
