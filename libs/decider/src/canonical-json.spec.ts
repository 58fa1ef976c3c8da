import fc from 'fast-check';
import { canonicalJson } from './canonical-json.js';

describe('canonicalJson', () => {
  it('keeps its form: fingerprints that are stored depend on it', () => {
    expect(canonicalJson({ b: [1, null, { z: 'ü', a: undefined }], a: true })).toBe('{"a":true,"b":[1,null,{"z":"ü"}]}');
    expect([canonicalJson(undefined), canonicalJson([undefined]), canonicalJson('x')]).toEqual(['null', '[null]', '"x"']);
  });

  it('says what JSON says, whatever the order of the fields', () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([name, field]) => [name, reversed(field)]),
      );
    };
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
