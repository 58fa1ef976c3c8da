import { type Place, VersionVector, VersionVectorError } from '@millrace/decider';

/**
 * A version vector in few bytes: a quarter of its text. Numbers are unsigned LEB128, texts a length and ASCII:
 * services, and for each: name, generation, shards, and for each shard: how far it is from the one before, position.
 */
export const compactOf = (vector: VersionVector): Buffer => {
  const places = [...vector.places()].sort((a, b) => a.shard - b.shard);
  const bytes: number[] = [];
  const services = vector.services();
  number(bytes, services.length);
  for (const service of services) {
    const own = places.filter((place) => place.service === service);
    text(bytes, service);
    text(bytes, vector.generation(service)!);
    number(bytes, own.length);
    let before = 0;
    for (const { shard, position } of own) {
      number(bytes, shard - before);
      number(bytes, position);
      before = shard;
    }
  }
  return Buffer.from(bytes);
};

/** Throws VersionVectorError for bytes that `compactOf` has not made. */
export const vectorOf = (bytes: Uint8Array): VersionVector => {
  const reader = new Reader(bytes);
  const places: Place[] = [];
  for (let services = reader.number(); services > 0; services--) {
    const [service, generation] = [reader.text(), reader.text()];
    let shard = 0;
    for (let count = reader.number(); count > 0; count--)
      places.push({ service, generation, shard: (shard += reader.number()), position: reader.number() });
  }
  reader.end();
  return VersionVector.of(...places);
};

const number = (bytes: number[], value: number): void => {
  // Not >>>: positions may have more than 32 bits.
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  bytes.push(value);
};

const text = (bytes: number[], value: string): void => {
  number(bytes, value.length);
  bytes.push(...Buffer.from(value, 'ascii'));
};

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  number(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || scale > 2 ** 49) throw new VersionVectorError('this is not a version vector');
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  }

  text(): string {
    const length = this.number();
    if (this.at + length > this.bytes.length) throw new VersionVectorError('this is not a version vector');
    return Buffer.from(this.bytes.subarray(this.at, (this.at += length))).toString('ascii');
  }

  end(): void {
    if (this.at !== this.bytes.length) throw new VersionVectorError('this is not a version vector');
  }
}
