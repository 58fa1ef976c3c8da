import { z } from 'zod';
import { type Break, type Rule, breaksOf, rules } from './compatibility.js';
import { publishedSchema } from './published-schema.js';

const event = { service: 'shop', type: 'Sold', version: 1 };
const between = (was: z.ZodType, now: z.ZodType): Break[] =>
  breaksOf(publishedSchema(event, was), publishedSchema(event, now), 'shop.Sold.1:');
const object = z.object;
const text = z.string();

/** Each pair breaks the rule in both directions: what consumers of the old schema rely on, and what consumers of the new one find in old events. */
const bothWays: [name: string, Rule, z.ZodType, z.ZodType][] = [
  ['an integer and any number', 'type-changed', object({ a: z.number().int() }), object({ a: z.number() })],
  ['text and a number', 'type-changed', object({ a: text }), object({ a: z.number() })],
  ['text and text or null', 'type-changed', object({ a: text }), object({ a: text.nullable() })],
  ['elements of another type', 'type-changed', object({ a: z.array(text) }), object({ a: z.array(z.boolean()) })],
  ['values of a record of another type', 'type-changed', object({ a: z.record(text, text) }), object({ a: z.record(text, z.boolean()) })],
  ['two and three values', 'values-changed', object({ a: z.enum(['x', 'y']) }), object({ a: z.enum(['x', 'y', 'z']) })],
  ['one value and another', 'values-changed', object({ a: z.literal('x') }), object({ a: z.literal('y') })],
  ['listed values and any text', 'values-changed', object({ a: z.enum(['x', 'y']) }), object({ a: text })],
  [
    'two and three alternatives',
    'alternatives-changed',
    z.union([object({ a: text }), object({ b: text })]),
    z.union([object({ a: text }), object({ b: text }), object({ c: text })]),
  ],
  ['a lower and a higher minimum', 'constraint-changed', object({ a: z.int().min(0) }), object({ a: z.int().min(1) })],
  ['a shorter and a longer list', 'constraint-changed', object({ a: z.array(text).max(2) }), object({ a: z.array(text).max(3) })],
  ['a pattern and none', 'constraint-changed', object({ a: z.string().regex(/^x/) }), object({ a: text })],
  ['a format and none', 'constraint-changed', object({ a: z.uuid() }), object({ a: text })],
];

describe('within a version', () => {
  it.each(bothWays)('%s: %s, there and back', (_name, rule, one, other) => {
    expect(between(one, one)).toEqual([]);
    expect(between(one, other).map((broken) => broken.rule)).toContain(rule);
    expect(between(other, one).map((broken) => broken.rule)).toContain(rule);
  });

  it.each<[string, Rule, z.ZodType, z.ZodType]>([
    ['a property is removed', 'property-removed', object({ a: text, b: text }), object({ a: text })],
    ['an optional property is removed', 'property-removed', object({ a: text, b: text.optional() }), object({ a: text })],
    ['a property is renamed', 'property-removed', object({ a: text }), object({ name: text })],
    ['a required property becomes optional', 'property-made-optional', object({ a: text }), object({ a: text.optional() })],
    ['an optional property becomes required', 'property-required', object({ a: text.optional() }), object({ a: text })],
    ['a new property is required', 'property-required', object({ a: text }), object({ a: text, b: text })],
  ])('%s: refused as %s', (_name, rule, was, now) => {
    expect(between(was, now).map((broken) => broken.rule)).toContain(rule);
  });

  it.each<[string, z.ZodType, z.ZodType]>([
    ['a new optional property', object({ a: text }), object({ a: text, b: text.optional() })],
    [
      'a new optional property deep inside',
      object({ a: z.array(object({ b: text })) }),
      object({ a: z.array(object({ b: text, c: text.optional() })) }),
    ],
    ['another order of properties', object({ a: text, b: text }), object({ b: text, a: text })],
    ['another order of values', object({ a: z.enum(['x', 'y']) }), object({ a: z.enum(['y', 'x']) })],
    ['a description', object({ a: text }), object({ a: text.describe('said') }).describe('said')],
    ['retirement', object({ a: text }), object({ a: text }).meta({ deprecated: true })],
    ['a stricter parser of requests', object({ a: text }), z.strictObject({ a: text })],
  ])('%s is fine', (_name, was, now) => {
    expect(between(was, now)).toEqual([]);
  });

  it('says where, also deep inside, and what was and is', () => {
    const was = object({ lines: z.array(object({ quantity: z.int().min(1), sku: text })) });
    const now = object({ lines: z.array(object({ quantity: z.int().min(0) })) });
    expect(between(was, now)).toEqual([
      { rule: 'constraint-changed', at: 'shop.Sold.1: lines[].quantity', what: 'minimum was 1 and is 0' },
      { rule: 'property-removed', at: 'shop.Sold.1: lines[].sku', what: 'it is gone' },
    ]);
  });

  it('does not let a keyword pass that nobody has thought of', () => {
    expect(breaksOf({ type: 'array' }, { type: 'array', uniqueItems: true }, 'x').map(({ rule }) => rule)).toEqual(['constraint-changed']);
  });

  it('has a case here for every rule about schemas', () => {
    const shown = new Set<Rule>([...bothWays.map(([, rule]) => rule), 'property-removed', 'property-made-optional', 'property-required']);
    const ofContracts: Rule[] = ['event-removed', 'version-lowered', 'version-without-schema'];
    expect([...shown, ...ofContracts].sort()).toEqual(Object.keys(rules).sort());
  });
});
