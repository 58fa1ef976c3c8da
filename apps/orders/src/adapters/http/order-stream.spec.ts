import { randomUUID } from 'node:crypto';
import { streamId } from '@millrace/decider';
import { openHost, type RunningHost } from '@millrace/service-host';
import { EventSourcedRuntime, inMemoryPorts } from '@millrace/service-host/runtime';
import type { OrderCommand } from '../../domain/order/order.commands.js';
import { order } from '../../domain/order/order.decider.js';
import { placeOrder } from '../../domain/order/order.examples.js';
import { orders } from '../../orders.definition.js';
import { OrdersModule } from '../../orders.module.js';

/** The service alone, on in-memory ports; what happens to an order is done to it here. */
describe('the stream of an order', () => {
  const definition = orders({ paymentDeadlineMs: 60_000, dispatchDeadlineMs: 60_000 });
  let runtime: EventSourcedRuntime;
  let host: RunningHost;
  beforeEach(async () => {
    runtime = new EventSourcedRuntime(definition, inMemoryPorts(definition, ['inventory', 'payments', 'shipping']), {
      instance: 'spec',
      onError: () => undefined,
    });
    const compose = () => ({ module: OrdersModule.with({ taxPerTenThousand: 2_000, shippingCharge: {} }), runtime });
    host = await openHost({ name: 'orders', compose }, { LOG_LEVEL: 'silent' });
  });
  afterEach(() => host.drain());

  const tell = (orderId: string, command: OrderCommand) => {
    const [id, correlationId] = [randomUUID(), orderId];
    return runtime.executor.execute(order, streamId('order', orderId), command, { correlationId, causationId: id, commandId: id });
  };
  const place = async (): Promise<string> => {
    const orderId = randomUUID();
    await tell(orderId, { ...placeOrder, orderId });
    return orderId;
  };
  interface Told {
    readonly id: string;
    readonly event: string;
    readonly data: { readonly status: string; readonly version: number };
  }
  /** The events of a response as they come; ends with it. */
  async function* eventsOf(response: Response): AsyncGenerator<Told> {
    let text = '';
    for await (const chunk of response.body! as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const blocks = text.split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const fields = new Map(block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]));
        const data = fields.get('data');
        if (data !== undefined) yield { id: fields.get('id')!, event: fields.get('event')!, data: JSON.parse(data) as Told['data'] };
      }
    }
  }
  const open = (orderId: string, headers: Record<string, string> = {}) => fetch(`${host.url}/api/orders/${orderId}/stream`, { headers });
  const statuses = async (events: AsyncIterable<Told>): Promise<string[]> => {
    const seen: string[] = [];
    for await (const { data } of events) seen.push(data.status);
    return seen;
  };

  it('shows the order as it is, then each change as it comes, and ends with the order', async () => {
    const id = await place();
    const response = await open(id);
    expect([response.status, response.headers.get('content-type'), response.headers.get('cache-control')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      'no-store',
    ]);
    const events = eventsOf(response);
    expect((await events.next()).value).toMatchObject({ event: 'order', data: { orderId: id, status: 'placed', version: 1 } });
    await tell(id, { type: 'MarkReserved' });
    expect((await events.next()).value).toMatchObject({ data: { status: 'reserved', version: 2 } });
    await tell(id, { type: 'MarkAuthorised' });
    await tell(id, { type: 'MarkShipped' });
    await tell(id, { type: 'Complete' });
    expect(await statuses(events)).toEqual(['authorised', 'shipped', 'completed']);
  });

  it('goes on after the last event that a client has, and says when there is nothing more', async () => {
    const id = await place();
    await tell(id, { type: 'MarkReserved' });
    const first = (await eventsOf(await open(id)).next()).value as Told;
    await tell(id, { type: 'MarkAuthorised' });
    await tell(id, { type: 'Complete' });
    const rest: Told[] = [];
    for await (const event of eventsOf(await open(id, { 'last-event-id': first.id }))) rest.push(event);
    expect(rest.map(({ data }) => data.status)).toEqual(['authorised', 'completed']);
    expect((await open(id, { 'last-event-id': rest.at(-1)!.id })).status).toBe(204);
    expect(await statuses(eventsOf(await open(id, { 'last-event-id': 'orders@gone-1.0:7' })))).toEqual(['completed']);
  });

  it('refuses orders that are not there and ids that are none, and shows only its headers to HEAD', async () => {
    expect(await (await open(randomUUID())).json()).toMatchObject({ status: 404, code: 'order.unknown' });
    const id = await place();
    expect(await (await open(id, { 'last-event-id': 'seven' })).json()).toMatchObject({ status: 400, code: 'last-event-id.invalid' });
    const head = await fetch(`${host.url}/api/orders/${id}/stream`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('ends when the service stops: clients go on with another copy', async () => {
    const id = await place();
    const events = eventsOf(await open(id));
    await events.next();
    const drained = host.drain();
    expect(await statuses(events)).toEqual([]);
    await drained;
  });
});
