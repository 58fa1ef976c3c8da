import { asyncApiDocument } from './asyncapi-document.js';
import { type CommittedSchema, inOrder } from './committed-schemas.js';
import { type Break, breaksOf } from './compatibility.js';
import { type Contract, pathOf } from './contracts.js';
import { publishedSchema } from './published-schema.js';

export const asyncApiPath = 'docs/asyncapi.json';

/** What ought to be committed, and what forbids it. */
export interface ContractDocuments {
  /** By path from the root of the repository: one schema for each event and version, and the AsyncAPI document. The same code gives the same bytes. */
  readonly files: ReadonlyMap<string, string>;
  /** While there is one, nothing may be written. */
  readonly breaks: readonly Break[];
}

/** `committed` of all these services. Schemas of earlier versions are taken as they are. */
export const contractDocuments = (contracts: readonly Contract[], committed: readonly CommittedSchema[]): ContractDocuments => {
  const current = contracts.flatMap(schemasOf);
  const earlier = committed.filter(({ event }) => isEarlier(event, contracts));
  const schemas = [...earlier, ...current].sort((a, b) => inOrder(a.event, b.event));
  const files = new Map(schemas.map(({ event, schema }) => [pathOf(event), text(schema)]));
  files.set(asyncApiPath, text(asyncApiDocument(contracts.map(({ service }) => service).sort(), schemas)));
  return { files, breaks: [...brokenSchemas(current, committed), ...missing(current, earlier)] };
};

const schemasOf = ({ service, events }: Contract): CommittedSchema[] =>
  Object.entries(events).map(([type, { schemaVersion, schema }]) => {
    const event = { service, type, version: schemaVersion };
    return { event, schema: publishedSchema(event, schema) };
  });

const isEarlier = ({ service, type, version }: CommittedSchema['event'], contracts: readonly Contract[]): boolean => {
  const events = contracts.find((contract) => contract.service === service)?.events ?? {};
  return Object.hasOwn(events, type) && version < events[type]!.schemaVersion;
};

const brokenSchemas = (current: readonly CommittedSchema[], committed: readonly CommittedSchema[]): Break[] =>
  committed.flatMap(({ event, schema }): Break[] => {
    const now = current.find((other) => other.event.service === event.service && other.event.type === event.type);
    if (!now) return [{ rule: 'event-removed', at: nameOf(event), what: 'the contract does not have it any more' }];
    if (now.event.version < event.version)
      return [{ rule: 'version-lowered', at: nameOf(event), what: `the contract says ${now.event.version}` }];
    return now.event.version === event.version ? breaksOf(schema, now.schema, nameOf(event)) : [];
  });

const missing = (current: readonly CommittedSchema[], earlier: readonly CommittedSchema[]): Break[] => {
  const there = new Set(earlier.map(({ event }) => pathOf(event)));
  return current.flatMap(({ event }) =>
    Array.from({ length: event.version - 1 }, (_, index) => ({ ...event, version: index + 1 }))
      .filter((version) => !there.has(pathOf(version)))
      .map((version): Break => ({ rule: 'version-without-schema', at: nameOf(version), what: `there is no ${pathOf(version)}` })),
  );
};

const nameOf = ({ service, type, version }: CommittedSchema['event']): string => `${service}.${type}.${version}:`;

const text = (document: object): string => `${JSON.stringify(document, null, 2)}\n`;
