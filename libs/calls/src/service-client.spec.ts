import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Deadline } from '@millrace/resilience';
import { answer, answers, breaks, draining, get, hangs, post, refuses, World } from './test/scripted.js';

let world: World;
/** cockatiel's breaker asks the wall clock: here it is the world's. */
beforeEach(() => void jest.spyOn(Date, 'now').mockImplementation(() => world?.time.now() ?? 0));
afterEach(() => void jest.restoreAllMocks());

describe('asking again', () => {
  it('elsewhere and at once, whatever it is, when nothing was sent or the instance was stopping', async () => {
    for (const first of [refuses, draining]) {
      world = new World({ a: first, b: answers() });
      expect((await world.during(0, world.client.send(post))).body.toString()).toBe('done');
      expect(world.asked).toEqual(['a', 'b']);
    }
  });

  it('elsewhere when it broke off, if it is idempotent; never otherwise', async () => {
    world = new World({ a: breaks, b: answers() });
    expect((await world.during(100, world.client.send(get))).status).toBe(200);
    await expect(world.client.send(post)).rejects.toMatchObject({
      code: 'call.answer-lost',
      sent: true,
      retryable: false,
      timedOut: false,
    });
    expect(world.asked).toEqual(['a', 'b', 'a']);
  });

  it('of a 503 if it is idempotent, and otherwise the 503 is the answer; a 500 and a 429 always are', async () => {
    world = new World({ a: answers(503), b: answers() });
    expect((await world.during(100, world.client.send(get))).status).toBe(200);
    expect((await world.client.send(post)).status).toBe(503);
    for (const status of [500, 502, 429, 404]) {
      world = new World({ a: answers(status) });
      expect((await world.client.send(get)).status).toBe(status);
      expect(world.asked).toEqual(['a']);
    }
  });

  it('after it hung: elsewhere only, while there is time', async () => {
    world = new World({ a: hangs, b: answers() }, { patienceMs: 1_000 });
    expect((await world.during(1_100, world.client.send(get))).status).toBe(200);
    world = new World({ a: hangs }, { patienceMs: 1_000 });
    await expect(world.during(1_100, world.client.send(get))).rejects.toMatchObject({ code: 'call.timed-out', timedOut: true, sent: true });
    expect(world.asked).toEqual(['a']);
  });

  it('not more often than the policy says, with full jitter in between', async () => {
    world = new World({ a: breaks }, { patienceMs: 5_000, retry: { attempts: 3, baseMs: 100, maxMs: 1_000 } }, () => 0.5);
    await expect(world.during(5_000, world.client.send(get))).rejects.toMatchObject({ code: 'call.answer-lost', retryable: true });
    expect(world.asked).toHaveLength(3);
    expect(world.events.flatMap((event) => (event.type === 'again' ? [event.waitMs] : []))).toEqual([50, 100]);
  });

  it('not at all when too many others did: retries stay a share of the calls', async () => {
    const retry = { attempts: 10, budget: { share: 0.1, perSecond: 0, burst: 5 } };
    world = new World({ a: breaks }, { retry, breaker: { calls: 1_000, minimum: 1_000 } });
    for (let calls = 0; calls < 200; calls++) await world.during(10, world.client.send(get)).catch(() => undefined);
    expect(world.asked.length).toBeLessThanOrEqual(200 + 200 * 0.1 + 5);
    expect(world.asked.length).toBeGreaterThan(215);
    expect(world.events).toContainEqual(expect.objectContaining({ type: 'budget-spent' }));
  });

  it('waits for one that is starting, as long as its patience lasts', async () => {
    world = new World({ a: (asked, nth) => (nth < 4 ? (refuses(asked, nth) as never) : answer()) }, { patienceMs: 3_000 });
    expect((await world.during(3_000, world.client.send(post))).status).toBe(200);
    world = new World({ a: refuses }, { patienceMs: 3_000, breaker: { calls: 100, minimum: 100 } });
    await expect(world.during(3_000, world.client.send({ ...post, retryForMs: 100 }))).rejects.toMatchObject({
      code: 'call.unreachable',
      sent: false,
      retryable: true,
    });
    expect(world.asked.length).toBeGreaterThan(2);
  });

  it('finds those that discovery finds while it waits', async () => {
    world = new World({}, { patienceMs: 3_000 });
    world.scripts.a = answers();
    await expect(world.client.send({ ...get, retryForMs: 0 })).rejects.toMatchObject({ code: 'call.no-instance', sent: false });
    const call = world.client.send(get);
    await world.time.advance(100);
    world.list('a');
    expect((await world.during(1_000, call)).status).toBe(200);
  });
});

describe('time', () => {
  it('that is left is told to every attempt, never more than there is', async () => {
    world = new World({ a: answers(), b: breaks }, { patienceMs: 5_000, retry: { baseMs: 300 } }, () => 0.5);
    const deadline = Deadline.in(400, world.time);
    await world.during(1_000, world.client.send({ ...get, headers: { 'x-request-timeout': '99999' }, deadline }));
    expect(world.requests.map(({ headers }) => headers['x-request-timeout'])).toEqual(['400', '250']);
    expect(world.requests[0]!.headers.authorization).toBe('Bearer token');
  });

  it('that is over ends the call, also while it waits for a place, and nothing is begun without any', async () => {
    world = new World({ a: hangs }, { bulkhead: { concurrent: 1, queue: 1 } });
    const first = world.client.send(get).catch((error: unknown) => error);
    const waiting = world.client.send({ ...get, deadline: Deadline.in(10, world.time) });
    await expect(world.client.send(get)).rejects.toMatchObject({ code: 'call.bulkhead-full', sent: false, retryable: true });
    await expect(world.during(10, waiting)).rejects.toMatchObject({ code: 'call.deadline-exceeded', sent: false, timedOut: true });
    await expect(world.client.send({ ...get, deadline: Deadline.in(0, world.time) })).rejects.toMatchObject({
      code: 'call.deadline-exceeded',
    });
    expect(world.client.state.bulkhead).toMatchObject({ running: 1, queued: 0 });
    await world.time.advance(1_000);
    expect(await first).toMatchObject({ timedOut: true });
    expect(world.asked).toEqual(['a']);
    expect(world.client.state).toMatchObject({ bulkhead: { running: 0 }, instances: [{ outstanding: 0 }] });
  });

  it('is up to the caller: who gives up is let go, and the attempt is aborted', async () => {
    world = new World({ a: hangs });
    const caller = new AbortController();
    const call = world.client.send({ ...get, signal: caller.signal });
    caller.abort(new Error('the client went away'));
    await expect(call).rejects.toThrow('the client went away');
    expect(world.requests[0]!.signal.aborted).toBe(true);
    await expect(world.client.send({ ...get, signal: caller.signal })).rejects.toThrow('the client went away');
    expect(world.asked).toEqual(['a']);
  });
});

describe('instances that fail', () => {
  it('have a breaker each: nobody is asked while all are open, a probe closes them', async () => {
    world = new World({ a: breaks }, { breaker: { calls: 4, minimum: 4, openMs: 500 } });
    for (let calls = 0; calls < 4; calls++) await world.client.send(post).catch(() => undefined);
    await expect(world.client.send(post)).rejects.toMatchObject({ code: 'call.breaker-open', sent: false, retryable: true });
    expect(world.asked).toHaveLength(4);
    world.scripts.a = answers();
    await world.time.advance(500);
    expect((await world.client.send(post)).status).toBe(200);
    expect(world.events.flatMap((event) => (event.type === 'breaker' ? [event.state] : []))).toEqual(['open', 'half-open', 'closed']);
  });

  it('that hang are found out, also when the call ends with its deadline; not by callers with little time', async () => {
    const breaker = { calls: 4, minimum: 4 };
    world = new World({ a: hangs }, { breaker });
    for (let calls = 0; calls < 10; calls++)
      await world.during(100, world.client.send({ ...get, deadline: Deadline.in(100, world.time) })).catch(() => undefined);
    expect(world.client.state.instances[0]).toMatchObject({ breaker: 'closed', failuresInARow: 0 });
    for (let calls = 0; calls < 4; calls++) await world.during(1_000, world.client.send(get)).catch(() => undefined);
    expect(world.client.state.instances[0]).toMatchObject({ breaker: 'open' });
  });

  it('are ejected for longer each time, but never more than half of them', async () => {
    const choices = { ejection: { failures: 2, baseMs: 1_000, maxMs: 3_000 }, breaker: { calls: 1_000, minimum: 1_000 } };
    world = new World({ a: answers(502), b: answers(502), c: answers(502) }, choices, Math.random);
    for (let calls = 0; calls < 200; calls++) {
      await world.client.send(post);
      await world.time.advance(100);
      expect(world.client.state.instances.filter(({ ejectedForMs }) => ejectedForMs !== undefined).length).toBeLessThanOrEqual(1);
    }
    const times = new Set(world.events.flatMap((event) => (event.type === 'ejected' ? [event.forMs] : [])));
    expect([...times]).toEqual([1_000, 2_000, 3_000]);
  });

  it.each([
    ['that answers 502', answers(502)],
    ['that breaks off', breaks],
    ['that refuses', refuses],
  ])('get nothing while others are well, and come back: one %s', async (_, sick) => {
    world = new World({ a: sick, b: answers() }, { ejection: { failures: 3 } }, Math.random);
    for (let calls = 0; calls < 50; calls++) await world.client.send(post).catch(() => undefined);
    expect(world.asked.filter((id) => id === 'a')).toHaveLength(3);
    world.scripts.a = answers();
    await world.time.advance(1_000);
    const before = world.asked.length;
    for (let calls = 0; calls < 50; calls++) await world.client.send(post);
    expect(world.asked.slice(before).filter((id) => id === 'a').length).toBeGreaterThan(5);
  });

  it('are asked nevertheless when only ejected ones are left', async () => {
    world = new World({ a: answers(502), b: answers() }, { ejection: { failures: 1 } });
    await world.client.send(post);
    world.list('a');
    expect((await world.client.send(post)).status).toBe(502);
  });
});

describe('choosing', () => {
  it('takes the one with fewer calls under way of two', async () => {
    world = new World({ a: hangs, b: answers(), c: answers() }, {}, Math.random);
    for (let calls = 0; calls < 400; calls++) void world.client.send(get).catch(() => undefined);
    await world.time.advance(0);
    // At random a third would hang, until the bulkhead is full of them.
    expect(world.client.state.instances.find(({ id }) => id === 'a')!.outstanding).toBeLessThan(100);
    await world.time.advance(1_000);
  });

  it('keeps to those that the caller means', async () => {
    world = new World({ a1: answers(), b1: answers(), b2: answers() }, {}, Math.random);
    const among = ({ version }: { version?: string | undefined }) => version === 'b';
    for (let calls = 0; calls < 20; calls++) await world.client.send({ ...get, among });
    expect(new Set(world.asked)).toEqual(new Set(['b1', 'b2']));
    await expect(world.client.send({ ...get, among: () => false })).rejects.toMatchObject({ code: 'call.no-instance' });
  });

  it('follows discovery: who is gone gets nothing, who moved begins anew', async () => {
    world = new World({ a: answers(), b: answers() });
    world.list('b');
    await world.client.send(get);
    expect(world.asked).toEqual(['b']);
    world.instances.failed(new Error('consul is away'));
    expect((await world.client.send(get)).status).toBe(200);
    expect(world.client.state.stale).toEqual({ since: '1970-01-01T00:00:00.000Z', reason: 'consul is away' });
  });
});

describe('a hedged read', () => {
  const hedge = { hedge: { afterMs: 50 } };

  it('has the answer of whoever is first; nobody is asked twice for nothing', async () => {
    world = new World({ a: hangs, b: answers(200, 'from b') }, hedge);
    expect((await world.during(50, world.client.send(get))).body.toString()).toBe('from b');
    expect(world.requests[0]!.signal.aborted).toBe(true);
    expect(world.client.state.instances.map(({ outstanding }) => outstanding)).toEqual([0, 0]);
    world = new World({ a: answers(), b: answers() }, hedge);
    await world.during(1_000, world.client.send(get));
    expect(world.asked).toHaveLength(1);
  });

  it('is only for reads, needs somebody else, and keeps to the budget', async () => {
    world = new World({ a: hangs, b: answers() }, hedge);
    await world.during(1_000, world.client.send({ ...post, idempotent: true })).catch(() => undefined);
    expect(world.events).not.toContainEqual(expect.objectContaining({ type: 'hedge' }));
    world = new World({ a: hangs }, hedge);
    await world.during(1_000, world.client.send(get)).catch(() => undefined);
    expect(world.asked).toEqual(['a']);
    world = new World({ a: hangs, b: answers() }, { ...hedge, retry: { budget: { share: 0, perSecond: 0, burst: 0 } } });
    await expect(world.during(1_000, world.client.send(get))).rejects.toMatchObject({ timedOut: true });
    expect(world.asked).toEqual(['a']);
  });
});

it('its state is plain JSON', async () => {
  world = new World({ a: answers(), b: breaks });
  await world.client.send(get);
  const { state } = world.client;
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  expect(state).toMatchObject({
    service: 'orders',
    instances: [
      { id: 'a', url: 'http://a:80', version: 'a', breaker: 'closed', outstanding: 0, failuresInARow: 0 },
      { id: 'b', breaker: 'closed' },
    ],
    bulkhead: { running: 0, queued: 0, concurrent: 256, queue: 256 },
    retryBudget: { left: 256 },
  });
});
