import { entityTagsOf, isNamed } from './entity-tags.js';

describe('entity tags', () => {
  it.each([
    ['"3"', { strong: [3], weak: [] }],
    ['"3", W/"4" , "theirs"', { strong: [3], weak: [4] }],
    [' * ', 'any'],
    [undefined, undefined],
  ])('are read from %s', (header, tags) => expect(entityTagsOf(header)).toEqual(tags));

  it.each(['3', '"3', '"3" "4"', '', 'W/3', '"a b"', `"${'1'.repeat(2_000)}"`])('are refused as %s', (header) =>
    expect(() => entityTagsOf(header)).toThrow(expect.objectContaining({ status: 400, code: 'precondition.malformed' })),
  );

  it('name a version', () => {
    expect(['"3"', 'W/"3"', '*', '"4"'].map((header) => isNamed(3, entityTagsOf(header)!))).toEqual([true, true, true, false]);
  });
});
