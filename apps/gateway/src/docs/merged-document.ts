import { bearerScheme, type EdgeRules, withAccess } from './described-access.js';

/** As much of an OpenAPI document as is looked at here. */
export interface ApiDocument {
  readonly openapi?: string;
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

/**
 * One document of all services' public paths. Schemas get their service's name in front, so that two of one name do not collide; `Problem` is the same everywhere.
 * Services without a document are named in `x-missing`. What the edge adds, who may and how often, is said of each operation.
 */
export const mergedDocument = (documents: Readonly<Record<string, ApiDocument | undefined>>, rules: EdgeRules): Record<string, unknown> => {
  const [paths, schemas]: [Record<string, object>, Record<string, unknown>] = [{}, {}];
  for (const [service, document] of Object.entries(documents)) {
    const renamed = withPrefix(document ?? {}, service);
    for (const [path, operations] of Object.entries(renamed.paths ?? {})) {
      if (!path.startsWith('/api/')) continue;
      paths[path] = { ...paths[path], ...tagged(operations, service, (method, operation) => withAccess(method, path, operation, rules)) };
    }
    Object.assign(schemas, renamed.components?.schemas);
  }
  const missing = Object.keys(documents).filter((service) => documents[service] === undefined);
  return {
    openapi: '3.0.0',
    info: {
      title: 'Millrace',
      version: '1',
      description: 'Orders, stock, payments and shipments. Every answer names its trace; every error is application/problem+json.',
    },
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: { schemas, ...(rules.identity && { securitySchemes: bearerScheme }) },
    ...(missing.length > 0 && { 'x-missing': missing }),
  };
};

const nameOf = (service: string, schema: string): string =>
  schema === 'Problem' ? schema : `${service[0]!.toUpperCase()}${service.slice(1)}${schema}`;

const withPrefix = (document: ApiDocument, service: string): ApiDocument => {
  const renamed = renamedRefs(document, service) as ApiDocument;
  const schemas = Object.entries(renamed.components?.schemas ?? {}).map(([name, schema]) => [nameOf(service, name), schema]);
  return { ...renamed, components: { schemas: Object.fromEntries(schemas) as Record<string, unknown> } };
};

const reference = '#/components/schemas/';

const renamedRefs = (value: unknown, service: string): unknown => {
  if (Array.isArray(value)) return value.map((item) => renamedRefs(item, service));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (key === '$ref' && typeof inner === 'string' && inner.startsWith(reference))
        return [key, reference + nameOf(service, inner.slice(reference.length))];
      return [key, renamedRefs(inner, service)];
    }),
  );
};

const tagged = (
  operations: Readonly<Record<string, unknown>>,
  service: string,
  described: (method: string, operation: object) => object,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(operations).map(([method, operation]) => {
      const { operationId, ...rest } = operation as { operationId?: string };
      const named = { ...rest, tags: [service], ...(operationId !== undefined && { operationId: `${service}_${operationId}` }) };
      return [method, described(method, named)];
    }),
  );
