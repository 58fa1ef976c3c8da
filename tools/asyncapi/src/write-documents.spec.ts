import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Contract } from './contracts.js';
import { writeDocuments } from './write-documents.js';

/** What happens to a small contract over time, in a folder of its own. */
describe('npm run contracts', () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'millrace-contracts-'))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const sold = z.object({ sku: z.string() });
  const shop = (schemaVersion: number, schema: z.ZodType, more: Contract['events'] = {}): Contract[] => [
    { service: 'shop', events: { Sold: { schemaVersion, schema }, ...more } },
  ];
  const file = (name: string) => join(root, 'libs/contracts/shop/schemas', name);
  const read = (name: string) => readFileSync(file(name), 'utf8');
  const messages = () =>
    Object.keys(
      (JSON.parse(readFileSync(join(root, 'docs/asyncapi.json'), 'utf8')) as { components: { messages: object } }).components.messages,
    );

  it('writes a schema and the document, and nothing when nothing has changed', () => {
    expect(writeDocuments(root, shop(1, sold))).toEqual(['libs/contracts/shop/schemas/Sold.1.json', 'docs/asyncapi.json']);
    expect(JSON.parse(read('Sold.1.json'))).toMatchObject({ $id: 'urn:millrace:shop:Sold:1', required: ['sku'] });
    expect(writeDocuments(root, shop(1, sold))).toEqual([]);
  });

  it('takes an optional property and a new event', () => {
    writeDocuments(root, shop(1, sold));
    const changed = writeDocuments(
      root,
      shop(1, sold.extend({ note: z.string().optional() }), { Bought: { schemaVersion: 1, schema: sold } }),
    );
    expect(changed).toHaveLength(3);
    expect(messages()).toEqual(['shop.Bought.1', 'shop.Sold.1', 'placeholder']);
  });

  it('keeps the schema of an earlier version as it is, and tells of both', () => {
    writeDocuments(root, shop(1, sold));
    const before = read('Sold.1.json');
    writeDocuments(root, shop(2, z.object({ article: z.string() })));
    expect(read('Sold.1.json')).toBe(before);
    expect(JSON.parse(read('Sold.2.json'))).toMatchObject({ $id: 'urn:millrace:shop:Sold:2', required: ['article'] });
    expect(messages()).toEqual(['shop.Sold.1', 'shop.Sold.2', 'placeholder']);
  });

  it.each<[string, () => Contract[], RegExp]>([
    [
      'the data changes within the version',
      () => shop(2, sold.partial()),
      /shop\.Sold\.2: sku it was required and is optional\n +property-made-optional/,
    ],
    ['the event is gone', () => [{ service: 'shop', events: {} }], /shop\.Sold\.1: .*\n +event-removed: .*\n.*shop\.Sold\.2: /],
    ['the version is lowered', () => shop(1, sold), /shop\.Sold\.2: the contract says 1\n +version-lowered/],
    ['a version is passed over', () => shop(4, sold), /shop\.Sold\.3: there is no .*Sold\.3\.json\n +version-without-schema/],
  ])('refuses, writes nothing and says what to do, when %s', (_name, contracts, message) => {
    writeDocuments(root, shop(1, sold));
    writeDocuments(root, shop(2, sold));
    const before = ['Sold.1.json', 'Sold.2.json'].map(read);
    expect(() => writeDocuments(root, contracts())).toThrow(message);
    expect(() => writeDocuments(root, contracts())).toThrow(/Raise schemaVersion.*[\s\S]*docs\/guides\/change-an-event\.md/);
    expect(['Sold.1.json', 'Sold.2.json'].map(read)).toEqual(before);
    expect([file('Sold.3.json'), file('Sold.4.json')].filter(existsSync)).toEqual([]);
  });

  it('refuses what is not plain JSON', () => {
    expect(() => writeDocuments(root, shop(1, z.object({ at: z.date() })))).toThrow(/Date cannot be represented/);
  });
});
