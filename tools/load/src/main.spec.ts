import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { main } from './main.js';
import type { OrderView } from './orders-seen.js';
import { ScriptedShop } from './scripted-shop.js';

describe('npm run load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-load-'));
  const [html, json] = [join(folder, 'report.html'), join(folder, 'figures.json')];
  let shop: ScriptedShop;
  let said: string[];
  let complained: string[];
  beforeEach(async () => {
    [said, complained] = [[], []];
    shop = await new ScriptedShop().start();
  });
  afterEach(() => shop.stop());
  afterAll(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]): Promise<number> =>
    main([...args, '--target', shop.url, '--slo-ms', '20000', '--seed', '1'], {
      say: (line) => said.push(line),
      complain: (line) => complained.push(line),
      onStop: () => {},
      dataFolder: folder,
    });
  const figures = () => JSON.parse(readFileSync(json, 'utf8'));

  it('is fine with a shop that is right, and tells it as text, as a page and as figures', async () => {
    expect(await run('--rate', '30', '--duration', '1.2', '--pids', String(process.pid), '--report', html, '--json', json)).toBe(0);
    expect(said[2]).toMatch(
      /^ +\d s {2}\| {2}clients \d+ offered, \d+ started, \d+ done {2}\| {2}\d+ in flight {2}\| {2}p50 .*, p99 .* {2}\| {2}good \d+\/s$/,
    );
    expect(said.join('\n')).toMatch(/ fine\n/);
    expect(figures()).toMatchObject({
      clients: { offered: 36, started: 36, finished: 36, missed: 0 },
      failures: [],
      violationCount: 0,
      memory: expect.arrayContaining([{ atMs: expect.any(Number), megabytes: { [`process ${process.pid}`]: expect.any(Number) } }]),
    });
    const page = readFileSync(html, 'utf8');
    expect(page.match(/<figure>/g)).toHaveLength(5);
    expect(page).not.toMatch(/NaN|undefined|Infinity|<script|<link|@import|url\(|\ssrc=/);
  });

  it('fails, and shows what was wrong, where an order goes back', async () => {
    shop.script = ({ method, path }, usual) => {
      const view = usual.body as OrderView;
      const back = { status: 200, body: { ...view, version: 1, status: '<b>placed' } };
      return method === 'GET' && path.startsWith('/api/orders/') && view.status === 'authorised' ? back : usual;
    };
    expect(await run('--rate', '40', '--duration', '0.5', '--mix', 'orders', '--report', html)).toBe(1);
    expect(said.join('\n')).toMatch(/monotonic reads, .* after the beginning: order [\s\S]*FAILED: \d+ answers were wrong/);
    expect(readFileSync(html, 'utf8')).toContain('is shown as &lt;b&gt;placed (version 1)');
  });

  it('finds the peak, overloads, and fails when goodput collapses', async () => {
    // It serves so many looks altogether, and refuses all others.
    let served = 0;
    shop.script = ({ method }, usual) => (method === 'POST' || ++served <= 150 ? usual : { status: 503, body: { code: 'overloaded' } });
    const args = [
      '--mix',
      'browse',
      '--rate',
      '40',
      '--step',
      '0.5',
      '--duration',
      '1',
      '--overload',
      '10',
      '--json',
      json,
      '--report',
      html,
    ];
    expect(await run(...args)).toBe(1);
    const { peak, rate, failures, errors } = figures();
    expect(rate).toBe(peak.best.rate * 10);
    expect(peak.steps.length).toBeGreaterThan(2);
    expect(Object.keys(errors)).toEqual(['503 overloaded']);
    expect(failures).toContain('goodput fell to 0.0 % of its peak; 80 % is wanted');
    expect(readFileSync(html, 'utf8')).toContain('10 times the peak’s rate');
  });

  it('looks for the peak only, when asked for no more', async () => {
    shop.script = ({ method }, usual) => (method === 'POST' ? usual : { status: 503, body: { code: 'overloaded' } });
    expect(await run('--find-peak', '--mix', 'browse', '--rate', '10', '--step', '0.2', '--json', json, '--report', html)).toBe(1);
    expect(figures()).toMatchObject({
      goodput: 0,
      failures: ['not one request was good on the way to the peak'],
      peak: { steps: [{ rate: 10 }, { rate: 15 }, { rate: 23 }] },
    });
  });

  it('says what it does not understand, and when nobody is there', async () => {
    expect(await run('--mix', 'chaos')).toBe(2);
    expect(complained.join()).toMatch(/--mix chaos is unknown[\s\S]*npm run load -- \[options\]/);
    shop.script = () => ({ status: 404, body: { code: 'not.found' } });
    expect(await run()).toBe(2);
    expect(complained.at(-1)).toMatch(/POST \/api\/products answered 404 .*\nIs it Millrace that listens on http:/);
  });

  it('helps', async () => {
    expect(await run('--help')).toBe(0);
    expect(said.join()).toContain('--overload 10');
  });
});
