import { Body, Controller, Get, Inject, Module, Param, Post, Query } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VersionVector } from '@millrace/decider';
import { StoreUnavailable } from '@millrace/event-store';
import { connect } from 'node:net';
import { z } from 'zod';
import { Endpoint, IdempotencyKey, openHost, pageQuery, Problem, RequestContext, SERVICE_CONFIG, type RunningHost } from '../index.js';

const lineSchema = z.strictObject({ sku: z.string().min(1), quantity: z.int().min(1).max(1000) });
const placeOrder = z.strictObject({
  customerId: z.string(),
  lines: z.array(lineSchema).min(1),
  method: z.enum(['card', 'cash']).default('card'),
});

@Controller('api/orders')
class OrdersController {
  constructor(@Inject(SERVICE_CONFIG) readonly config: { readonly PORT: number }) {}

  @Post()
  @Endpoint({
    summary: 'Place an order',
    status: 202,
    response: z.object({ key: z.string().nullable() }),
    problems: { 409: 'order.closed' },
    idempotent: true,
  })
  place(
    @Body({ schema: placeOrder }) body: z.output<typeof placeOrder>,
    @IdempotencyKey() key: string | undefined,
    @RequestContext() context: RequestContext,
  ) {
    context.saw([{ service: 'orders', generation: 'abc-1', shard: 3, position: 7 }]);
    return { key: key ?? null, lines: body.lines.length, correlationId: context.correlationId };
  }

  @Get()
  list(@Query({ schema: pageQuery }) query: z.output<typeof pageQuery>) {
    return query;
  }

  @Get(':id')
  get(@Param('id') id: string) {
    if (id === 'down') throw new StoreUnavailable('connect ECONNREFUSED 10.0.0.1 user=secret');
    if (id === 'broken') throw new Error('secret internals');
    if (id === 'refused') throw new Problem(409, 'order.closed', 'It is closed.', { details: { status: 'secret', since: 'today' } });
    return { id };
  }
}

@Module({ controllers: [OrdersController] })
class OrdersModule {}

let service: RunningHost;
beforeAll(async () => {
  service = await openHost({ name: 'orders', compose: () => ({ module: OrdersModule }) }, { LOG_LEVEL: 'silent' });
});
afterAll(() => service.drain());

const json = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = json) =>
  fetch(`${service.url}/api/orders`, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
const order = (change: object = {}) => ({ customerId: 'c', lines: [{ sku: 'mug', quantity: 1 }], ...change });

const problemIn = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const document = (await response.json()) as Record<string, unknown>;
  expect(document).toMatchObject({
    status: response.status,
    traceId: response.headers.get('trace-id'),
    type: `/problems/${String(document['code'])}`,
  });
  return document;
};

describe('bodies', () => {
  it('are checked by the schema and arrive parsed', async () => {
    const response = await post(order(), { ...json, 'idempotency-key': 'k-1' });
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({ key: 'k-1', lines: 1 });
  });

  it.each([
    ['broken JSON', '{"a":', 400, 'request.malformed'],
    ['no body', '', 400, 'request.malformed'],
    ['prototype poisoning', '{"__proto__":{}}', 400, 'request.malformed'],
    ['a missing field', { customerId: 'c' }, 400, 'request.invalid'],
    ['a wrong type', order({ customerId: 7 }), 400, 'request.invalid'],
    ['an unknown field', order({ price: 1 }), 400, 'request.invalid'],
    ['an unknown field and a quantity of 0', order({ lines: [{ sku: 'mug', quantity: 0, x: 1 }] }), 400, 'request.invalid'],
    ['a fraction where an integer belongs', order({ lines: [{ sku: 'mug', quantity: 1.5 }] }), 400, 'request.invalid'],
    ['a number where a word belongs', order({ method: 5 }), 400, 'request.invalid'],
    ['a quantity of 0', order({ lines: [{ sku: 'mug', quantity: 0 }] }), 422, 'request.unacceptable'],
    ['a negative quantity', order({ lines: [{ sku: 'mug', quantity: -1 }] }), 422, 'request.unacceptable'],
    ['no lines', order({ lines: [] }), 422, 'request.unacceptable'],
    ['an unknown word', order({ method: 'gold' }), 422, 'request.unacceptable'],
    ['10 MB', order({ customerId: 'x'.repeat(10_000_000) }), 413, 'body.too-large'],
  ])('with %s are refused', async (_, body, status, code) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    expect(await problemIn(response)).toMatchObject({ code, instance: '/api/orders' });
  });

  it('name each mistake by its place', async () => {
    const document = await problemIn(
      await post(
        order({
          lines: [
            { sku: 'mug', quantity: 0 },
            { sku: 'mug', quantity: 1, 'a/b': 1 },
          ],
        }),
      ),
    );
    expect(document['errors']).toEqual([
      { pointer: '#/lines/0/quantity', detail: expect.any(String), code: 'too-small', in: 'body' },
      { pointer: '#/lines/1/a~1b', detail: 'is not a known field', code: 'unrecognized-keys', in: 'body' },
    ]);
  });

  it('that are not JSON are 415', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const response = await post('a=b', { 'content-type': type });
      expect(response.status).toBe(415);
      expect(await problemIn(response)).toMatchObject({ code: 'body.unsupported-media-type' });
    }
  });
});

describe('routes', () => {
  it('that do not exist are 404, wrong methods 405 with Allow', async () => {
    expect(await problemIn(await fetch(`${service.url}/nowhere?name=secret`))).toMatchObject({
      code: 'route.unknown',
      status: 404,
      instance: '/nowhere',
    });
    const wrong = await fetch(`${service.url}/api/orders/7`, { method: 'DELETE' });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD');
    expect(await problemIn(wrong)).toMatchObject({ code: 'method.not-allowed', status: 405 });
    expect(await problemIn(await fetch(`${service.url}/api/%zz`))).toMatchObject({ status: 400 });
  });

  it('refuse a bad query with 400', async () => {
    for (const query of ['limit=0', 'limit=101', 'limit=x', 'colour=red']) {
      const document = await problemIn(await fetch(`${service.url}/api/orders?${query}`));
      expect(document).toMatchObject({ status: 400, code: 'request.invalid', errors: [{ in: 'query' }] });
    }
    expect(await (await fetch(`${service.url}/api/orders?limit=7`)).json()).toEqual({ limit: 7 });
  });
});

describe('errors', () => {
  it('of ours say nothing about the inside', async () => {
    const response = await fetch(`${service.url}/api/orders/broken`);
    const document = await problemIn(response);
    expect(document).toMatchObject({ status: 500, code: 'internal' });
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it('of the store are 503 with Retry-After', async () => {
    const response = await fetch(`${service.url}/api/orders/down`);
    expect(response.headers.get('retry-after')).toBe('1');
    const document = await problemIn(response);
    expect(document).toMatchObject({ status: 503, code: 'store.unavailable' });
    expect(JSON.stringify(document)).not.toContain('secret');
  });

  it('carry details, which never replace the standard members', async () => {
    expect(await problemIn(await fetch(`${service.url}/api/orders/refused`))).toMatchObject({
      status: 409,
      code: 'order.closed',
      title: 'Order closed',
      since: 'today',
    });
  });

  it('before there is a request are problems too', async () => {
    const { port } = service;
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`));
      socket
        .on('data', (chunk) => (text += chunk.toString()))
        .on('close', () => resolve(text))
        .on('error', () => undefined);
    });
    expect(answer).toContain('HTTP/1.1 431');
    expect(answer).toContain('headers.too-large');
  });
});

describe('headers', () => {
  it('go on with the trace of the caller, or begin one', async () => {
    const trace = 'a'.repeat(32);
    const response = await fetch(`${service.url}/api/orders/1`, { headers: { traceparent: `00-${trace}-${'b'.repeat(16)}-01` } });
    expect(response.headers.get('trace-id')).toBe(trace);
    expect(response.headers.get('traceparent')).toMatch(new RegExp(`^00-${trace}-(?!b{16})[0-9a-f]{16}-01$`));
    const begun = await fetch(`${service.url}/api/orders/1`, { headers: { traceparent: 'nonsense' } });
    expect(begun.headers.get('trace-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('merge the token of the client with what the request saw', async () => {
    const response = await post(order(), { ...json, 'consistency-token': 'orders@abc-1.3:2,payments@x-1.0:5' });
    expect(VersionVector.parse(response.headers.get('consistency-token')!).toString()).toBe('orders@abc-1.3:7,payments@x-1.0:5');
  });

  it('refuse tokens and keys that cannot be right', async () => {
    expect(await problemIn(await post(order(), { ...json, 'consistency-token': 'x' }))).toMatchObject({
      status: 400,
      code: 'consistency-token.invalid',
    });
    for (const key of ['a b', 'x'.repeat(201), ''])
      expect(await problemIn(await post(order(), { ...json, 'idempotency-key': key }))).toMatchObject({
        status: 400,
        code: 'idempotency-key.invalid',
      });
  });
});

describe('the document', () => {
  it('describes bodies, queries, headers, answers and problems from the schemas', async () => {
    const document = await (await fetch(`${service.url}/openapi.json`)).json();
    const named = (...names: string[]) => expect.arrayContaining(names.map((name) => expect.objectContaining({ name }) as unknown));
    const body = { additionalProperties: false, required: ['customerId', 'lines'] };
    expect(document).toMatchObject({
      paths: {
        '/api/orders': {
          post: {
            requestBody: { content: { 'application/json': { schema: body } } },
            parameters: named('Idempotency-Key', 'Consistency-Token', 'Prefer'),
            responses: { 202: { content: { 'application/json': { schema: { properties: { key: {} } } } } }, 400: {}, 409: {}, 503: {} },
          },
          get: { parameters: named('limit', 'cursor') },
        },
      },
      components: { schemas: { Problem: { type: 'object' } } },
    });
  });
});
