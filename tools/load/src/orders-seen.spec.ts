import { OrdersSeen, type OrderView } from './orders-seen.js';

const orderId = 'order-1';
const view = (changes: Partial<OrderView> = {}): OrderView => ({
  orderId,
  version: 1,
  customerId: 'ann',
  status: 'placed',
  cancellation: null,
  lines: [{ sku: 'cup', quantity: 2 }],
  ...changes,
});

const seen = (): OrdersSeen => {
  const orders = new OrdersSeen('ann');
  orders.placed({ orderId, sku: 'cup', quantity: 2 });
  return orders;
};

describe('what a client has seen of its orders', () => {
  it('goes forward, and may stand still', () => {
    const orders = seen();
    const story = [
      view(),
      view({ version: 3, status: 'authorised' }),
      view({ version: 3, status: 'authorised' }),
      view({ version: 5, status: 'completed' }),
    ];
    expect(story.flatMap((each) => orders.shown(orderId, each, false))).toEqual([]);
  });

  it('never goes back, neither alone nor in a list', () => {
    const orders = seen();
    orders.shown(orderId, view({ version: 3, status: 'authorised' }), false);
    const back = { kind: 'monotonic reads', what: 'order order-1 was authorised (version 3), and is shown as reserved (version 2)' };
    expect(orders.shown(orderId, view({ version: 2, status: 'reserved' }), false)).toEqual([back]);
    expect(orders.listed([view({ version: 2, status: 'reserved' })], false)).toEqual([back]);
  });

  it('goes back where the answer says that it is stale, and that is not forgotten', () => {
    const orders = seen();
    orders.shown(orderId, view({ version: 3, status: 'authorised' }), false);
    expect(orders.shown(orderId, view(), true)).toEqual([]);
    expect(orders.shown(orderId, view({ version: 2 }), false)).toMatchObject([{ kind: 'monotonic reads' }]);
  });

  it('shows what was written', () => {
    expect(seen().listed([], false)).toEqual([{ kind: 'read-your-writes', what: 'order order-1 is not in its customer’s list' }]);
    expect(seen().listed([], true)).toEqual([]);
    expect(seen().missing(orderId)).toMatchObject({ kind: 'read-your-writes' });
  });

  it('shows that it was cancelled, or that it had ended', () => {
    const orders = seen();
    orders.cancelled(orderId);
    expect(orders.shown(orderId, view({ version: 2, status: 'reserved' }), false)).toMatchObject([{ kind: 'read-your-writes' }]);
    expect(orders.shown(orderId, view({ version: 3, status: 'cancelling', cancellation: 'requested' }), false)).toEqual([]);
    expect(orders.shown(orderId, view({ version: 4, status: 'rejected' }), false)).toEqual([]);
  });

  it.each<[string, Partial<OrderView>, string]>([
    ['another order', { orderId: 'order-2' }, 'asked for order order-1, was shown order-2'],
    ['somebody else’s order', { customerId: 'bob' }, 'ann was shown an order of bob'],
    ['other goods', { lines: [{ sku: 'cup', quantity: 1 }] }, 'order order-1 is of 2 cup, and shows [{"sku":"cup","quantity":1}]'],
  ])('is never %s, marked or not', (_, changes, what) => {
    for (const markedStale of [false, true])
      expect(seen().shown(orderId, view(changes), markedStale)).toEqual([{ kind: 'wrong answer', what }]);
  });

  it('lists nothing it never placed', () => {
    expect(seen().listed([view(), view({ orderId: 'order-9' })], false)).toMatchObject([{ kind: 'wrong answer' }]);
  });

  it('shows the same at the same version', () => {
    const orders = seen();
    orders.shown(orderId, view({ version: 3, status: 'authorised' }), false);
    expect(orders.shown(orderId, view({ version: 3, status: 'shipped' }), false)).toMatchObject([{ kind: 'wrong answer' }]);
  });
});
