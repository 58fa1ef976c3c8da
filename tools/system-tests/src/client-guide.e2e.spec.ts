import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createTestPlatform, type TestPlatform } from '@millrace/testbed';
import { Shop } from './shop.js';

const examples = join(import.meta.dirname, '../examples');
const guides = join(import.meta.dirname, '../../../docs/guides');
const guide = readFileSync(join(guides, 'for-client-authors.md'), 'utf8');
const textOf = (file: string): string => readFileSync(join(examples, file), 'utf8');

/** The guide for client authors: its programs are run as they stand there, and print what it says. */
describe('the guide for client authors', () => {
  let platform: TestPlatform;
  beforeAll(async () => {
    platform = await createTestPlatform({ extra: { gateway: { DEMO: '1' }, shipping: { DEMO: '1' } } });
    await platform.startAll();
    const shop = new Shop(platform.urls.gateway);
    await shop.eventually('the demo catalogue is there', 30_000, async () => {
      const stocks = await Promise.all(['mug', 'lamp'].map((sku) => shop.get(`/api/products/${sku}`)));
      return { done: stocks.every(({ body }) => (body as { onHand?: number }).onHand! > 0), value: '' };
    });
    for (const sku of ['mug', 'lamp']) await shop.isSold(sku);
  }, 120_000);
  afterAll(() => platform?.remove(), 60_000);

  it.each(readdirSync(examples))('shows %s as it is', (file) => {
    expect(guide).toContain(`\`\`\`js\n${textOf(file)}\`\`\``);
  });

  it.each(['place-an-order.mjs', 'count-the-shelf.mjs', 'follow-an-order.mjs'])(
    'says what %s prints',
    async (file) => {
      const env = { ...process.env, MILLRACE_URL: platform.urls.gateway, NODE_OPTIONS: '' };
      const { stdout } = await promisify(execFile)(process.execPath, [join(examples, file)], { env, timeout: 50_000 });
      const said = guide.slice(guide.indexOf(textOf(file)) + textOf(file).length);
      const expected = /```text\n([^`]*)```/.exec(said)![1]!;
      // A stream begins with the order as it is by then.
      expect(stdout).toBe(file.startsWith('follow') ? expected.slice(-stdout.length) : expected);
      expect(stdout).not.toBe('');
    },
    60_000,
  );

  it('links only to what is there', () => {
    const links = [...guide.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => join(guides, path!));
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(link))).toEqual([]);
  });
});
