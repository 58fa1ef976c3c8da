import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import specs from '@asyncapi/specs';
import { validatorsOf } from '@millrace/testbed';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readCommittedSchemas } from './committed-schemas.js';
import { asyncApiPath, contractDocuments } from './contract-documents.js';
import { contracts, pathOf, urnOf } from './contracts.js';
import { examples } from './examples.js';
import { reportOf } from './report.js';

const root = join(import.meta.dirname, '../../..');
const committed = contracts.flatMap(({ service }) => readCommittedSchemas(root, service));
const document = JSON.parse(readFileSync(join(root, asyncApiPath), 'utf8'));
const withFormats = <Checker extends Ajv>(ajv: Checker): Checker => addFormats.default(ajv) as Checker;

describe('the committed contracts', () => {
  const { files, breaks } = contractDocuments(contracts, committed);

  it('still hold: no change of the code breaks a consumer of what is committed', () => {
    if (breaks.length > 0) throw new Error(reportOf(breaks));
  });

  it('say what the code says', () => {
    const outdated = [...files].filter(([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== text);
    if (outdated.length > 0) throw new Error(`out of date: ${outdated.map(([path]) => path).join(', ')}. Run: npm run contracts`);
  });

  it('are of every folder of libs/contracts with events in it', () => {
    const folders = readdirSync(join(root, 'libs/contracts')).filter((folder) => folder !== 'money');
    expect(contracts.map(({ service }) => service).sort()).toEqual(folders.sort());
  });
});

describe('the schemas', () => {
  const ajv = withFormats(new Ajv2020({ strict: true }));

  it.each(committed.map(({ event, schema }) => [pathOf(event), event, schema] as const))(
    '%s compiles and takes its example',
    (_path, event, schema) => {
      expect(schema.$id).toBe(urnOf(event));
      const validate = ajv.compile(schema);
      validate(examples[urnOf(event)]);
      expect(validate.errors).toBeNull();
    },
  );

  it('take properties that are added later, at any depth', () => {
    const [urn, placed] = ['urn:millrace:orders:OrderPlaced:1', examples['urn:millrace:orders:OrderPlaced:1'] as Record<string, object>];
    expect(validatorsOf().get(urn)!({ ...placed, later: 1, total: { ...placed.total, later: 1 } })).toEqual([]);
  });

  it('have an example each, that the contract itself takes', () => {
    expect(Object.keys(examples).sort()).toEqual(committed.map(({ event }) => urnOf(event)).sort());
    for (const { service, events } of contracts)
      for (const [type, { schemaVersion, schema }] of Object.entries(events)) {
        const example = examples[urnOf({ service, type, version: schemaVersion })];
        expect(schema.parse(example)).toEqual(example);
      }
  });
});

describe('the AsyncAPI document', () => {
  it('is one, by the official schema of AsyncAPI 3.0', () => {
    const ajv = withFormats(new Ajv({ strict: false, allErrors: true }));
    const validate = ajv.compile(specs.schemasWithoutId['3.0.0']);
    validate(document);
    expect(validate.errors).toBeNull();
    expect(validate({ ...document, channels: { broken: { address: 1 } } })).toBe(false);
  });

  it('refers to nothing that is not there', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference!);
    expect(references.length).toBeGreaterThan(committed.length);
    const found = (reference: string) =>
      reference
        .slice(2)
        .split('/')
        .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], document);
    expect(references.filter((reference) => !reference.startsWith('#/') || !found(reference))).toEqual([]);
  });

  it('has the schemas word for word, in what draft 7 and 2020-12 have in common', () => {
    const draft7 = withFormats(new Ajv({ strict: true }));
    for (const { event, schema } of committed) {
      const { $schema: _, ...payload } = schema;
      const message = document.components.messages[`${event.service}.${event.type}.${event.version}`];
      expect(message.payload).toEqual(payload);
      expect(draft7.compile(message.payload)(examples[urnOf(event)])).toBe(true);
    }
  });
});

describe('validatorsOf', () => {
  const validators = validatorsOf();

  it('has one for every event and version, which takes the example', () => {
    expect([...validators.keys()].sort()).toEqual(committed.map(({ event }) => urnOf(event)).sort());
    for (const [urn, problems] of validators) expect({ urn, problems: problems(examples[urn]) }).toEqual({ urn, problems: [] });
  });

  it('says what is wrong, and where', () => {
    const problems = validators.get('urn:millrace:inventory:PriceChanged:1')!({ sku: 'cup', price: { amount: 1.5 } });
    expect(problems).toEqual(["/price must have required property 'currency'", '/price/amount must be integer']);
  });
});
