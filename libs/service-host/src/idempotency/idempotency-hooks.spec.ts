import { Body, Controller, Inject, Module, Param, Post, Res } from '@nestjs/common';
import { type Decider, declareEvents, type DomainEvent, reject, streamId } from '@millrace/decider';
import type { CommandExecutor } from '@millrace/event-store';
import { z } from 'zod';
import { EventSourcedRuntime, inMemoryPorts } from '../runtime/index.js';
import { COMMAND_EXECUTOR, openHost, Problem, RequestContext, type RunningHost, unwrap } from '../index.js';
import { InMemoryIdempotencyKeys } from './in-memory-idempotency-keys.js';

type Counted = DomainEvent<'Counted', { readonly by: number }>;

/** On purpose not idempotent by itself: that a retry counts once is the platform's doing. */
const counter: Decider<{ by: number }, number, Counted, 'counter.full'> = {
  name: 'counter',
  initial: 0,
  evolve: (count, { data }) => count + data.by,
  decide: ({ by }, count) => (count + by > 100 ? reject('counter.full', 'It is full.') : [{ type: 'Counted', data: { by } }]),
};
const definition = {
  name: 'counters',
  catalogue: declareEvents({ Counted: { schemaVersion: 1, published: true } }),
  entities: [],
  migrations: [],
  subscriptions: () => [],
};

const body = z.strictObject({ by: z.int() });
/** What happens after the commit: nothing, a crash, or a pause. */
let afterwards: () => Promise<void> | void = () => undefined;

@Controller('counters')
class CountersController {
  constructor(@Inject(COMMAND_EXECUTOR) private readonly executor: CommandExecutor) {}

  @Post(':id')
  async count(
    @Param('id') id: string,
    @Body({ schema: body }) command: z.output<typeof body>,
    @RequestContext() context: RequestContext,
    @Res({ passthrough: true }) reply: { header(name: string, value: string): unknown },
  ) {
    const { versions, places } = unwrap(
      await this.executor.execute(counter, streamId('counter', id), command, context.expecting(streamId('counter', id))),
      {
        'counter.full': 409,
      },
    );
    await afterwards();
    context.saw(places);
    reply.header('location', `/counters/${id}`);
    return { version: versions.get(streamId('counter', id)), at: Math.random() };
  }
}

@Module({ controllers: [CountersController] })
class CountersModule {}

const keys = new InMemoryIdempotencyKeys(Date.now);
let runtime: EventSourcedRuntime;
let host: RunningHost;
beforeAll(async () => {
  runtime = new EventSourcedRuntime(
    definition,
    { ...inMemoryPorts(definition, []), idempotencyKeys: keys },
    { instance: 'spec', onError: () => undefined },
  );
  host = await openHost({ name: 'counters', compose: () => ({ module: CountersModule, runtime }) }, { LOG_LEVEL: 'silent' });
});
afterAll(() => host.drain());
beforeEach(() => void (afterwards = () => undefined));

const count = async (id: string, key: string | undefined, by: unknown = 1, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${host.url}/counters/${id}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }), ...headers },
    body: JSON.stringify({ by }),
  });
  const kept = ['location', 'consistency-token', 'content-type'].map((name) => answer.headers.get(name));
  return { status: answer.status, kept, replayed: answer.headers.get('idempotency-replayed'), text: await answer.text() };
};
const versionOf = async (id: string) =>
  (await runtime.store.load([{ streamId: streamId('counter', id) }])).get(streamId('counter', id))!.version;

describe('an Idempotency-Key', () => {
  it('makes a repetition get the first answer, byte for byte, and nothing is done again', async () => {
    const first = await count('a', 'k');
    expect(first).toMatchObject({
      status: 201,
      replayed: null,
      kept: ['/counters/a', expect.stringContaining('counters@'), expect.anything()],
    });
    await count('a', undefined);
    expect(await count('a', 'k')).toEqual({ ...first, replayed: 'true' });
    expect(await count('a', '"k"')).toEqual({ ...first, replayed: 'true' });
    expect(await versionOf('a')).toBe(2);
  });

  it('is refused for another request: another body, another path', async () => {
    await count('b', 'of-b');
    for (const other of [await count('b', 'of-b', 2), await count('b2', 'of-b')])
      expect([other.status, JSON.parse(other.text)]).toEqual([422, expect.objectContaining({ code: 'idempotency.key-reused' })]);
  });

  it('belongs to a client', async () => {
    await count('c', 'of-c');
    expect((await count('c', 'of-c', 1, { 'millrace-customer': 'ada' })).replayed).toBeNull();
    expect(await versionOf('c')).toBe(2);
  });

  it('keeps refusals too, as they were', async () => {
    const refused = await count('d', 'of-d', 101);
    expect(refused.status).toBe(409);
    expect(await count('d', 'of-d', 101)).toEqual({ ...refused, replayed: 'true' });
    const malformed = await count('d', 'of-d-2', 'one');
    expect(malformed.status).toBe(400);
    expect(await count('d', 'of-d-2', 'one')).toEqual({ ...malformed, replayed: 'true' });
  });

  it('whose request is still running is 409, and answered when it is done', async () => {
    let goOn: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => {
      afterwards = () => {
        resolve();
        return new Promise((done) => (goOn = done));
      };
    });
    const first = count('e', 'of-e');
    await reached;
    const meanwhile = await count('e', 'of-e');
    expect([meanwhile.status, JSON.parse(meanwhile.text)]).toEqual([409, expect.objectContaining({ code: 'idempotency.in-progress' })]);
    goOn();
    expect(await count('e', 'of-e')).toEqual({ ...(await first), replayed: 'true' });
  });

  it('of a request that failed after its commit finds what was done: it is not done twice', async () => {
    afterwards = () => {
      throw new Problem(503, 'store.unavailable', 'The answer is lost.');
    };
    expect((await count('f', 'of-f')).status).toBe(503);
    afterwards = () => undefined;
    await count('f', undefined);
    const found = await count('f', 'of-f');
    expect(found).toMatchObject({ status: 201, replayed: null, kept: ['/counters/f', expect.anything(), expect.anything()] });
    expect(await versionOf('f')).toBe(2);
    expect(await count('f', 'of-f')).toEqual({ ...found, replayed: 'true' });
  });

  it('of a request with a precondition finds what was done, although that has moved the version', async () => {
    await count('h', undefined);
    afterwards = () => {
      throw new Problem(503, 'store.unavailable', 'The answer is lost.');
    };
    await count('h', 'of-h', 1, { 'if-match': '"1"' });
    afterwards = () => undefined;
    expect((await count('h', 'of-h', 1, { 'if-match': '"1"' })).status).toBe(201);
    expect((await count('h', 'of-h-2', 1, { 'if-match': '"1"' })).status).toBe(412);
    expect(await versionOf('h')).toBe(2);
  });

  it.each(['', 'a b', 'x'.repeat(201), '""'])('that cannot be one is 400: %j', async (key) => {
    expect((await count('g', key)).status).toBe(400);
  });
});
