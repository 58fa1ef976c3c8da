import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** What is wrong with an event's data, each with its place; empty when nothing is. */
export type DataValidator = (data: unknown) => string[];

interface AsyncApiDocument {
  readonly components: { readonly messages: Readonly<Record<string, { readonly payload: { readonly $id?: string } }>> };
}

/**
 * For each published event and version, by what messages call its schema (`ce_dataschema`), a check of the data against the committed AsyncAPI document:
 * what a consumer outside would be told. Earlier versions included; placeholders have no schema.
 */
export function validatorsOf(): Map<string, DataValidator> {
  const file = new URL('../../../docs/asyncapi.json', import.meta.url);
  const { components } = JSON.parse(readFileSync(file, 'utf8')) as AsyncApiDocument;
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const named = Object.values(components.messages).flatMap(({ payload }) =>
    payload.$id === undefined ? [] : [[payload.$id, payload] as const],
  );
  return new Map(
    named.map(([urn, schema]) => {
      const validate = ajv.compile(schema);
      return [
        urn,
        (data) => (validate(data) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`.trim())),
      ];
    }),
  );
}
