import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { decodeCursor, encodeCursor, toPage } from './page.js';

const position = z.strictObject({ at: z.string(), id: z.int() });

it('a cursor comes back as it went', () => {
  expect(decodeCursor(encodeCursor({ at: '2026', id: 7 }), position)).toEqual({ at: '2026', id: 7 });
});

it.each(['', 'x', '%%%', encodeCursor({ at: 5 }), encodeCursor({ at: 'a', id: 1, more: 1 }), encodeCursor(null)])(
  'a cursor we did not make is refused: %s',
  (text) => {
    expect(() => decodeCursor(text, position)).toThrow(expect.objectContaining({ status: 400, code: 'cursor.invalid' }));
  },
);

it('a page knows whether there is another', () => {
  const rows = [3, 2, 1];
  expect(toPage(rows, 2, (row) => row)).toEqual({ items: [3, 2], nextCursor: encodeCursor(2) });
  expect(toPage(rows, 3, (row) => row)).toEqual({ items: rows, nextCursor: null });
  expect(toPage([], 3, (row) => row)).toEqual({ items: [], nextCursor: null });
});
