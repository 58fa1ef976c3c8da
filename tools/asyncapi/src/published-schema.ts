import { z } from 'zod';
import { type EventVersion, urnOf } from './contracts.js';

/** A JSON Schema 2020-12, as far as published events need it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
  readonly $id?: string;
  readonly properties?: { readonly [name: string]: JsonSchema };
  readonly required?: readonly string[];
}

/**
 * The schema of an event as its readers get it: of the data as they are written, so that a reader may rely on every word of it, and open to what
 * is added later. Throws for what JSON Schema cannot say (a transformation, a date): an event's data are plain JSON.
 */
export const publishedSchema = (event: EventVersion, schema: z.ZodType): JsonSchema => {
  const { $schema, ...said } = z.toJSONSchema(schema, { io: 'output', override: ({ jsonSchema }) => simplify(jsonSchema) });
  return { $schema, $id: urnOf(event), title: event.type, ...said } as JsonSchema;
};

const simplify = (schema: z.core.JSONSchema.BaseSchema): void => {
  // Never closed, not even where zod is strict, as with money: strictness is for requests, where an unknown field is somebody's mistake. A reader
  // that refused unknown fields would break on the first optional one that is added.
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  // What `.readonly()` says is of TypeScript.
  delete schema.readOnly;
  // `format` says what zod's long patterns say, and stays the same when zod finds a better one. All our times are in UTC.
  if (schema.format === 'uuid') delete schema.pattern;
  if (schema.format === 'date-time') schema.pattern = 'Z$';
};
