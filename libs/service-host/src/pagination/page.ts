import { z } from 'zod';
import { Problem } from '../problems/problem.js';

/** One page of a list. `nextCursor` is null on the last one. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** What every list takes; extend it: `pageQuery.extend({ status: … })`. */
export const pageQuery = z.strictObject({
  limit: z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(1)
    .max(100)
    .default(20)
    .describe('Items on a page, 1 to 100.'),
  cursor: z.string().min(1).max(1_000).optional().describe('`nextCursor` of the page before.'),
});

export const pageOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

/** Where the next page goes on, as text that means nothing to clients. */
export const encodeCursor = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

/** Throws `cursor.invalid` (400) for anything `encodeCursor` has not made for this list. */
export const decodeCursor = <Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> => {
  const parsed = schema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new Problem(400, 'cursor.invalid', 'Send nextCursor of the page before unchanged, with the same filters, or none.');
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
};

/** Cuts a page from up to `limit + 1` rows; the one too many only says that there is more. */
export const toPage = <Item>(rows: readonly Item[], limit: number, positionOf: (item: Item) => unknown): Page<Item> => {
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? encodeCursor(positionOf(items.at(-1)!)) : null };
};
