import { Problem } from '../problems/problem.js';

/** What `If-Match` or `If-None-Match` names: versions, or whatever is there. Tags that are not ours name no version. */
export type EntityTags = 'any' | { readonly strong: readonly number[]; readonly weak: readonly number[] };

/** The entity tag of a resource: the version of its stream. */
export const entityTagOf = (version: number): string => `"${version}"`;

const list = /^\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:\s*,\s*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*\s*$/;

/** Undefined when there is no such header. Throws `precondition.malformed` (400). */
export const entityTagsOf = (header: string | undefined): EntityTags | undefined => {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  if (header.length > 1_000 || !list.test(header))
    throw new Problem(
      400,
      'precondition.malformed',
      'If-Match and If-None-Match take the ETag of an earlier answer, quotes included, or *.',
    );
  const tags = [...header.matchAll(/(W\/)?"([^"]*)"/g)].map(([, weak, tag]) => ({ weak: weak !== undefined, tag: tag! }));
  const versions = (weak: boolean): number[] =>
    tags.flatMap((tag) => (tag.weak === weak && /^\d{1,15}$/.test(tag.tag) ? [Number(tag.tag)] : []));
  return { strong: versions(false), weak: versions(true) };
};

/** `If-None-Match` compares weakly (RFC 9110, 13.1.2): a cache in between may have weakened the tag. */
export const isNamed = (version: number, tags: EntityTags): boolean =>
  tags === 'any' || tags.strong.includes(version) || tags.weak.includes(version);
