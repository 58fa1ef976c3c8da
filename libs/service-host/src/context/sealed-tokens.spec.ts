import { VersionVector, VersionVectorError } from '@millrace/decider';
import fc from 'fast-check';
import { compactOf, vectorOf } from './compact-vector.js';
import { plainTokens } from './consistency-tokens.js';
import { sealedTokens } from './sealed-tokens.js';

const tokens = sealedTokens(['a key']);
const full = (positionOf: (shard: number) => number): VersionVector =>
  VersionVector.of(
    ...['inventory', 'orders', 'payments', 'shipping'].flatMap((service) =>
      Array.from({ length: 16 }, (_, shard) => ({ service, generation: 'k3v9x2ab-0', shard, position: positionOf(shard) })),
    ),
  );

const place = fc.record({
  service: fc.constantFrom('orders', 'a-b-c', 'z'),
  generation: fc.constant('k3v9x2ab-12'),
  shard: fc.integer({ min: 0, max: 9_999 }),
  position: fc.integer({ min: 1, max: 999_999_999_999_999 }),
});

describe('a sealed token', () => {
  it('says what it was made of, and is always the same for it', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 50 }), (places) => {
        const [vector, shuffled] = [VersionVector.of(...places), VersionVector.of(...places.toReversed())];
        expect(String(tokens.read(tokens.write(vector)))).toBe(String(vector));
        expect(tokens.write(shuffled)).toBe(tokens.write(vector));
      }),
    );
  });

  it('of every shard of four services fits a header many times', () => {
    const lengths = [full(() => 100), full((shard) => 1_000_000 + shard * 7_919), full((shard) => 999_999_999_000_000 + shard)].map(
      (vector) => tokens.write(vector).length,
    );
    expect(lengths.map((length) => Math.ceil(length / 100) * 100)).toEqual([400, 500, 1_000]);
    expect(plainTokens.write(full((shard) => 1_000_000 + shard * 7_919)).length).toBeGreaterThan(1_900);
  });

  it('is refused when anything of it was changed, made up, or sealed by somebody else', () => {
    const token = tokens.write(full(() => 7));
    const forged = [
      ...Array.from({ length: token.length }, (_, at) => token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)),
      ...[token.slice(0, -1), `${token}A`, `${token}=`, ` ${token}`, 'v1.', 'v1', 'x', 'orders@a-1.0:7', token.replace('v1.', 'v2.')],
      sealedTokens(['another key']).write(full(() => 7)),
    ];
    for (const text of forged) expect(() => tokens.read(text)).toThrow(VersionVectorError);
  });

  it('is still read after the key was changed', () => {
    const changed = sealedTokens(['a new key', 'a key']);
    const token = tokens.write(full(() => 7));
    expect(String(changed.read(token))).toBe(String(full(() => 7)));
    expect(changed.write(full(() => 7))).not.toBe(token);
  });
});

it('a vector that is broken off is refused', () => {
  const bytes = compactOf(full(() => 70_000));
  for (let length = 0; length < bytes.length; length++) expect(() => vectorOf(bytes.subarray(0, length))).toThrow(VersionVectorError);
  expect(() => vectorOf(Buffer.from([...bytes, 0]))).toThrow(VersionVectorError);
});
