import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type EventVersion, eventOfFile, pathOf, schemasFolder } from './contracts.js';
import type { JsonSchema } from './published-schema.js';

/** A schema as it lies in the repository: what consumers were told. */
export interface CommittedSchema {
  readonly event: EventVersion;
  readonly schema: JsonSchema;
}

/** Every version of every event of a service, in order. Throws on a file that cannot be a generated schema. */
export const readCommittedSchemas = (root: string, service: string): CommittedSchema[] => {
  const folder = join(root, schemasFolder(service));
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((file) => eventOfFile(service, file))
    .sort(inOrder)
    .map((event) => ({ event, schema: JSON.parse(readFileSync(join(root, pathOf(event)), 'utf8')) as JsonSchema }));
};

/** By service, type and version, independent of the machine's language. */
export const inOrder = (a: EventVersion, b: EventVersion): number => {
  const [first, second] = [`${a.service}.${a.type}`, `${b.service}.${b.type}`];
  return first === second ? a.version - b.version : first < second ? -1 : 1;
};
