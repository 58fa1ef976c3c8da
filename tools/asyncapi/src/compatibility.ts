import { isDeepStrictEqual } from 'node:util';
import type { JsonSchema } from './published-schema.js';

/**
 * What may not change, each with its reason. The schema of a version is a promise about every event ever written in it: consumers that know the
 * committed schema read what is written tomorrow, and consumers that know tomorrow's read logs and topics from the beginning. So within a version
 * optional properties may be added, and words (titles, descriptions, examples, `deprecated`) may change. For everything else there are new versions.
 */
export const rules = {
  'event-removed': 'logs and topics keep such events, and who reads from the beginning meets them: an event is retired, not removed',
  'version-lowered': 'events of the higher version are in logs and topics',
  'version-without-schema': 'events of every earlier version may be in logs and topics, and name its schema',
  'property-removed': 'consumers read it; a renamed property is a removed one',
  'property-made-optional': 'consumers rely on its being there',
  'property-required': 'events written before lack it',
  'type-changed': 'consumers do not expect a wider type, and events written before do not keep to a narrower one',
  'values-changed': 'consumers know no other values, and events written before may have one that is gone',
  'alternatives-changed': 'consumers know no other alternatives, and events written before may be of one that is gone',
  'constraint-changed': 'consumers rely on the old constraint, and events written before do not keep to a tighter one',
} as const;

export type Rule = keyof typeof rules;

/** A broken rule. `at` is the event and the place in its data: `orders.OrderPlaced.1: lines[].sku`. */
export interface Break {
  readonly rule: Rule;
  readonly at: string;
  readonly what: string;
}

/** Every way in which `now` breaks the promise of `was`, the committed schema of the same version. Empty: nothing but additions. */
export const breaksOf = (was: JsonSchema, now: JsonSchema, at: string): Break[] => [
  ...brokenProperties(was, now, at),
  ...brokenParts(was, now, at),
  ...brokenKeywords(was, now, at),
];

const brokenProperties = (was: JsonSchema, now: JsonSchema, at: string): Break[] => {
  const names = new Set([...Object.keys(was.properties ?? {}), ...Object.keys(now.properties ?? {})]);
  return [...names].flatMap((name) => {
    const [before, after] = [was.properties?.[name], now.properties?.[name]];
    const [needed, needs] = [was, now].map(({ required }) => required?.includes(name) ?? false);
    const broken = (rule: Rule, what: string): Break[] => [{ rule, at: inside(at, name), what }];
    if (!after) return broken('property-removed', 'it is gone');
    if (needed && !needs) return broken('property-made-optional', 'it was required and is optional');
    if (needs && !needed) return broken('property-required', before ? 'it was optional and is required' : 'it is new and required');
    return before ? breaksOf(before, after, inside(at, name)) : [];
  });
};

/** Elements of an array, values of a record, alternatives: compared as whole schemas, where both sides have as many. */
const brokenParts = (was: JsonSchema, now: JsonSchema, at: string): Break[] => {
  const compare = (keyword: string, suffix: string, rule: Rule): Break[] => {
    const [before, after] = [was, now].map((schema) => schemasOf(schema[keyword]));
    if (before!.length === after!.length) return before!.flatMap((schema, index) => breaksOf(schema, after![index]!, at + suffix));
    return [{ rule, at, what: `${keyword}: ${before!.length} before, ${after!.length} now` }];
  };
  return [
    ...compare('items', '[]', 'constraint-changed'),
    ...compare('additionalProperties', '{}', 'constraint-changed'),
    ...compare('anyOf', '|', 'alternatives-changed'),
    ...compare('oneOf', '|', 'alternatives-changed'),
  ];
};

const schemasOf = (part: unknown): JsonSchema[] => [part].flat().filter(isSchema);

const isSchema = (part: unknown): part is JsonSchema => typeof part === 'object' && part !== null;

const words = ['$schema', '$id', 'title', 'description', 'examples', 'deprecated', '$comment'];
const comparedAbove = ['properties', 'required', 'items', 'additionalProperties', 'anyOf', 'oneOf'];
const ruleOf: { readonly [keyword: string]: Rule } = { type: 'type-changed', enum: 'values-changed', const: 'values-changed' };

/** Every other keyword, also one that nobody has thought of here: it may not appear, change or go. */
const brokenKeywords = (was: JsonSchema, now: JsonSchema, at: string): Break[] =>
  [...new Set([...Object.keys(was), ...Object.keys(now)])]
    .filter((keyword) => !words.includes(keyword) && !comparedAbove.includes(keyword))
    .filter((keyword) => !isDeepStrictEqual(unordered(was[keyword]), unordered(now[keyword])))
    .map((keyword) => ({
      rule: ruleOf[keyword] ?? 'constraint-changed',
      at,
      what: `${keyword} was ${said(was[keyword])} and is ${said(now[keyword])}`,
    }));

/** Types and values mean the same in any order. */
const unordered = (value: unknown): unknown => (Array.isArray(value) ? value.map(said).sort() : value);

const said = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));

const inside = (at: string, name: string): string => `${at}${at.endsWith(':') ? ' ' : '.'}${name}`;
