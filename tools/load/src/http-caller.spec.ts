import { HttpCaller } from './http-caller.js';
import { ScriptedShop } from './scripted-shop.js';

describe('a caller', () => {
  let shop: ScriptedShop;
  let caller: HttpCaller;
  beforeEach(async () => {
    shop = await new ScriptedShop().start();
    caller = new HttpCaller({ target: new URL(shop.url), sockets: 2, timeoutMs: 20_000, headers: { 'x-canary': 'yes' } });
  });
  afterEach(() => {
    caller.close();
    return shop.stop();
  });
  const get = (path = '/api/products') => caller.call({ method: 'GET', path });

  it('reads answers and problems', async () => {
    expect(await get()).toMatchObject({ status: 200, problem: undefined, body: { items: [{ sku: 'load-1' }] } });
    shop.script = () => ({ status: 429, body: { code: 'too.many' }, headers: { 'retry-after': '1' } });
    expect(await get()).toMatchObject({ status: 429, problem: 'too.many', headers: { 'retry-after': '1' } });
  });

  it('takes what breaks off, or is no JSON, for no answer', async () => {
    shop.script = () => 'break off';
    expect(await get()).toMatchObject({ status: 0, problem: 'ECONNRESET' });
    shop.script = () => ({ status: 200, body: 'half a {' });
    expect(await get()).toMatchObject({ status: 0, problem: 'not-json' });
  });

  it('gives up after its time, and when it is closed', async () => {
    shop.script = () => 'hang';
    const hasty = new HttpCaller({ target: new URL(shop.url), sockets: 1, timeoutMs: 20 });
    expect(await hasty.call({ method: 'GET', path: '/' })).toMatchObject({ status: 0, problem: 'timeout' });
    hasty.close();
    const asked = get();
    caller.close();
    expect(await asked).toMatchObject({ status: 0, problem: 'cut off' });
    expect(caller.inFlight).toBe(0);
  });

  it('says when nobody listens', async () => {
    const target = new URL(shop.url);
    await shop.stop();
    const lonely = new HttpCaller({ target, sockets: 1, timeoutMs: 20_000 });
    expect(await lonely.call({ method: 'GET', path: '/' })).toMatchObject({ status: 0, problem: 'ECONNREFUSED' });
    lonely.close();
    shop = await new ScriptedShop().start();
  });

  it('opens no more connections than it may, and keeps them', async () => {
    let most = 0;
    shop.script = (_, usual) => {
      most = Math.max(most, shop.connections);
      return usual;
    };
    const answers = Array.from({ length: 12 }, () => get());
    expect([caller.inFlight, caller.isFull]).toEqual([12, true]);
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(new Array(12).fill(200));
    expect(most).toBe(2);
  });
});
