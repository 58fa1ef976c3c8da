import type { Mix } from './clients/mixes.js';
import { offerLoad, type Run } from './offer-load.js';
import type { LoadOptions } from './options.js';
import { hasEnded, type OrderView } from './orders-seen.js';
import { type Asked, type ScriptedAnswer, ScriptedShop } from './scripted-shop.js';
import { doubts, failures, goodputOf } from './verdict.js';

/** The shop is scripted; what the generator makes of it is what is tried here. */
describe('offering load', () => {
  let shop: ScriptedShop;
  beforeEach(async () => {
    shop = await new ScriptedShop().start();
  });
  afterEach(() => shop.stop());

  const offer = (changes: Partial<LoadOptions> & { mix?: Mix } = {}, stop = new AbortController().signal): Promise<Run> => {
    const usual = {
      rate: 40,
      durationMs: 500,
      mix: 'orders',
      seed: 1,
      sloMs: 20_000,
      timeoutMs: 20_000,
      sockets: 100,
      followMs: 60_000,
    } as const;
    const options: LoadOptions = { target: new URL(shop.url), clerk: false, headers: {}, ...usual, ...changes };
    return offerLoad(options, { runId: 'spec', skus: ['load-1', 'load-2'] }, stop, () => {});
  };
  const isOrder = ({ method, path }: Asked): boolean => method === 'GET' && /^\/api\/orders\/[^/]+$/.test(path);
  const isList = ({ path }: Asked): boolean => path.startsWith('/api/orders?');
  const kindsOf = ({ recorder }: Run): string[] => [...new Set(recorder.violations.map(({ kind }) => kind))];

  it('finds nothing wrong with a shop that does everything right, and sees every order to its end', async () => {
    const run = await offer({ mix: 'shop', clerk: true });
    expect(run.recorder.violations).toEqual([]);
    expect(run.recorder.clients).toEqual({ offered: 20, started: 20, finished: 20, missed: 0 });
    expect(failures(run)).toEqual([]);
    expect([run.recorder.totals.failed, run.recorder.unanswered, run.recorder.errors.size]).toEqual([0, 0, 0]);
    expect([...run.recorder.ends.keys()].filter((end) => !['completed', 'cancelled', 'rejected'].includes(end))).toEqual([]);
    expect(goodputOf(run)).toBe(run.recorder.totals.good * 2);
    expect([...run.recorder.steps.keys()]).toEqual(
      expect.arrayContaining(['browse products', 'place an order', 'dispatch a parcel', 'deliver a parcel']),
    );
  });

  it('sends the same again for the same seed', async () => {
    const placed = async (seed: number): Promise<unknown[]> => {
      const seen = new Map<unknown, unknown>();
      shop.script = ({ method, path, body }, usual) => {
        if (method === 'POST' && path === '/api/orders') seen.set(body['customerId'], body);
        return usual;
      };
      await offer({ seed, followMs: 0 });
      return [...seen].sort().map(([, body]) => body);
    };
    const first = await placed(7);
    expect(await placed(7)).toEqual(first);
    expect(await placed(8)).not.toEqual(first);
  });

  it('is an open loop: nobody waits for the answers of others, and nobody’s waiting is left out', async () => {
    let release = () => {};
    const all = new Promise<void>((resolve) => (release = resolve));
    let arrived = 0;
    // Only when the last one is there is the first one answered: whoever waited for an answer before sending the next would wait for ever.
    shop.script = async ({ path }, usual): Promise<ScriptedAnswer> => {
      if (path.startsWith('/api/products?') && ++arrived === 20) release();
      await all;
      return usual;
    };
    const { recorder } = await offer({ mix: 'browse' });
    expect([arrived, recorder.clients.finished]).toEqual([20, 20]);
    // The last was meant to begin after 475 ms, until when the first one waited.
    expect(recorder.steps.get('browse products')!.latency.max).toBeGreaterThan(470);
  });

  it('says when its connections did not suffice, instead of waiting in secret', async () => {
    shop.script = () => 'hang';
    const run = await offer({ mix: 'browse', sockets: 5, timeoutMs: 5_000 });
    expect(run.recorder.clients).toMatchObject({ offered: 20, started: 5, missed: 15 });
    expect([...run.recorder.errors]).toEqual([['timeout', 5]]);
    expect(doubts(run)).toEqual([expect.stringContaining('15 of 20 clients were not started')]);
    expect(failures(run)).toEqual(['not one request was accepted']);
  });

  it('finds an order that its customer’s list does not show, unless the list says that it is stale', async () => {
    const empty = { status: 200, body: { items: [], nextCursor: null } };
    shop.script = (asked, usual) => (isList(asked) ? empty : usual);
    expect(kindsOf(await offer())).toEqual(['read-your-writes']);
    shop.script = (asked, usual) => (isList(asked) ? { ...empty, headers: { consistency: 'stale' } } : usual);
    const marked = await offer();
    expect(marked.recorder.violations).toEqual([]);
    expect(marked.recorder.markedStale).toBe(marked.recorder.steps.get('list own orders')!.latency.count);
  });

  it('finds an order that goes back', async () => {
    shop.script = (asked, usual) => {
      const view = usual.body as OrderView;
      return isOrder(asked) && view.status === 'authorised' ? { status: 200, body: { ...view, version: 1, status: 'placed' } } : usual;
    };
    const run = await offer();
    expect(kindsOf(run)).toEqual(['monotonic reads']);
    expect(run.recorder.violations[0]!.what).toMatch(
      /^order \S+ was reserved \(version 2\), and is shown as placed \(version 1\) \[trace a{32}\]$/,
    );
    expect(failures(run)).toEqual([`${run.recorder.violationCount} answers were wrong`]);
  });

  it('finds an accepted order that answers 404', async () => {
    shop.script = (asked, usual) => (isOrder(asked) ? { status: 404, body: { code: 'order.unknown' } } : usual);
    const run = await offer({ followMs: 300 });
    expect(kindsOf(run)).toEqual(['read-your-writes']);
    expect(run.recorder.ends.get('not ended')).toBe(20);
  });

  it.each<[string, Partial<OrderView>]>([
    ['somebody else’s order', { customerId: 'mallory' }],
    ['another order', { orderId: 'another' }],
    ['other goods', { lines: [] }],
  ])('finds %s', async (_, changes) => {
    shop.script = (asked, usual) => (isOrder(asked) ? { ...usual, body: { ...(usual.body as OrderView), ...changes } } : usual);
    expect(kindsOf(await offer({ followMs: 300 }))).toEqual(['wrong answer']);
  });

  it('finds an end that must not be', async () => {
    shop.script = (asked, usual) => {
      const view = usual.body as OrderView;
      return isOrder(asked) && hasEnded(view) ? { status: 200, body: { ...view, status: 'completed', cancellation: null } } : usual;
    };
    const { recorder } = await offer({ rate: 100 });
    const told = recorder.violations.map(({ what }) => what.replace(/^order \S+ /, ''));
    expect(new Set(told)).toEqual(
      new Set(['ended as completed, and its cancellation was accepted and never refused', 'ended as completed, and its card was declined']),
    );
  });

  it('tells refusals from faults, and sends the refused away', async () => {
    shop.script = ({ method }, usual) => (method === 'POST' ? { status: 503, body: { code: 'overloaded' } } : usual);
    const refused = await offer();
    expect(refused.recorder.totals).toMatchObject({ good: 0, refused: 20, failed: 0 });
    expect([...refused.recorder.errors]).toEqual([['503 overloaded', 20]]);
    shop.script = () => ({ status: 500, body: { code: 'internal' } });
    const faulty = await offer();
    expect(faulty.recorder.totals).toMatchObject({ refused: 0, failed: 20 });
    expect(kindsOf(faulty)).toEqual(['fault']);
  });

  it.each([['null'], ['[]'], ['"text"'], ['{"items":7}'], ['{"lines":1,"items":[{}]}']])(
    'is not confused by the answer %s',
    async (body) => {
      shop.script = ({ method }, usual) => (method === 'GET' ? { status: 200, body } : usual);
      const run = await offer({ mix: 'shop', followMs: 300 });
      expect(run.recorder.clients.finished).toBe(20);
      expect(run.recorder.violationCount).toBeGreaterThan(0);
    },
  );

  it('ends when it is stopped, and tells how far it came', async () => {
    const stop = new AbortController();
    let asked = 0;
    shop.script = () => {
      if (++asked === 10) stop.abort();
      return 'hang';
    };
    const run = await offer({ durationMs: 600_000 }, stop.signal);
    expect(run.offeredMs).toBeLessThan(60_000);
    expect(run.recorder.clients.started).toBeGreaterThanOrEqual(10);
    expect([run.recorder.unanswered, run.recorder.totals.failed]).toEqual([run.recorder.clients.started, 0]);
    expect(run.recorder.clients.finished).toBe(run.recorder.clients.started);
  });
});
