import { describe, expect, it } from '@jest/globals';
import { money } from '@millrace/contracts-money';
import { orderPlacedSchema } from '@millrace/contracts-orders';
import { fold, isRejection } from '@millrace/decider';
import { spec } from '@millrace/specs';
import fc from 'fast-check';
import type { OrderCommand, PlaceOrder } from './order.commands.js';
import { order } from './order.decider.js';
import type { OrderEvent } from './order.events.js';
import { placed, placeOrder } from './order.examples.js';
import type { QuoteRejection } from './quote.js';

const { orderId } = placeOrder;
const ofOrder = { orderId };
const requested: OrderEvent = { type: 'OrderCancellationRequested', data: { orderId, by: 'customer', reason: 'changed my mind' } };
const cancel: OrderCommand = { type: 'CancelOrder', by: 'customer', reason: 'changed my mind' };
const refused: OrderEvent = { type: 'OrderCancellationRefused', data: ofOrder };
const shipped: OrderEvent = { type: 'OrderShipped', data: ofOrder };
const completed: OrderEvent = { type: 'OrderCompleted', data: ofOrder };

describe('a customer who places an order', () => {
  it('gets it with prices, tax and shipping frozen', () => {
    spec(order).given().when(placeOrder).then(placed);
    expect(orderPlacedSchema.parse(placed.data)).toEqual(placed.data);
  });

  it('gets the same order again when the answer was lost, whatever the prices are now', () => {
    const dearer = placeOrder.lines.map((line) => ({ ...line, offer: { name: 'Cup', unitPrice: money(99_999, 'USD') } }));
    spec(order)
      .given(placed)
      .when({ ...placeOrder, lines: dearer })
      .thenNothing();
    spec(order).given(placed, requested).when(placeOrder).thenNothing();
  });

  it('is told when the key was used for another request', () => {
    spec(order)
      .given(placed)
      .when({ ...placeOrder, fingerprint: 'other' })
      .thenRejected('idempotency.key-reused');
  });

  it('is told when the total is not what was shown', () => {
    spec(order)
      .given()
      .when({ ...placeOrder, expectedTotal: money(1, 'EUR') })
      .thenRejected('order.price-changed', { total: placed.data.total });
    spec(order)
      .given()
      .when({ ...placeOrder, expectedTotal: placed.data.total })
      .then(placed);
  });

  const line = placeOrder.lines[0]!;
  const wrong: [string, PlaceOrder['lines'], QuoteRejection][] = [
    ['nothing', [], 'order.no-lines'],
    ['zero of a thing', [{ ...line, quantity: 0 }], 'order.invalid-quantity'],
    ['less than zero', [{ ...line, quantity: -1 }], 'order.invalid-quantity'],
    ['half a thing', [{ ...line, quantity: 0.5 }], 'order.invalid-quantity'],
    ['one thing in two lines', [line, line], 'order.repeated-sku'],
    ['what is not sold here', [line, { sku: 'unicorn', quantity: 1 }], 'order.unknown-sku'],
    [
      'things of two currencies',
      [line, { sku: 'pen', quantity: 1, offer: { name: 'Pen', unitPrice: money(1, 'USD') } }],
      'order.mixed-currencies',
    ],
    ['more than money can say', [{ ...line, quantity: Number.MAX_SAFE_INTEGER }], 'order.total-too-large'],
  ];
  it.each(wrong)('cannot order %s', (_, lines, code) => {
    spec(order)
      .given()
      .when({ ...placeOrder, lines })
      .thenRejected(code);
  });
});

describe('the fulfilment that reports progress', () => {
  it('is believed, step by step', () => {
    spec(order).given(placed).when({ type: 'MarkReserved' }).then({ type: 'OrderReserved', data: ofOrder });
    spec(order).given(placed).when({ type: 'MarkAuthorised' }).then({ type: 'OrderAuthorised', data: ofOrder });
    spec(order).given(placed).when({ type: 'MarkShipped' }).then(shipped);
    spec(order).given(placed, shipped).when({ type: 'Complete' }).then(completed);
    spec(order)
      .given(placed)
      .when({ type: 'Reject', reason: 'stock.short' })
      .then({ type: 'OrderRejected', data: { ...ofOrder, reason: 'stock.short' } });
    spec(order).given(placed, completed).when({ type: 'Return' }).then({ type: 'OrderReturned', data: ofOrder });
    spec(order).given(placed, shipped).when({ type: 'Lose' }).then({ type: 'OrderLost', data: ofOrder });
  });

  it('changes nothing when it is late', () => {
    spec(order).given(placed, shipped).when({ type: 'MarkReserved' }).thenNothing();
    spec(order)
      .given(placed, { type: 'OrderRejected', data: { ...ofOrder, reason: 'x' } })
      .when({ type: 'Return' })
      .thenNothing();
    spec(order).given(placed, completed).when({ type: 'Cancel', reason: 'customer' }).thenNothing();
    spec(order).given().when({ type: 'MarkReserved' }).thenRejected('order.unknown');
  });
});

describe('a customer who cancels', () => {
  it('is heard while the goods are in the house', () => {
    spec(order).given(placed).when(cancel).then(requested);
    spec(order).given(placed, { type: 'OrderAuthorised', data: ofOrder }).when(cancel).then(requested);
    spec(order)
      .given(placed, requested)
      .when({ type: 'Cancel', reason: 'customer' })
      .then({ type: 'OrderCancelled', data: { ...ofOrder, reason: 'customer' } });
    spec(order)
      .given(placed, requested, { type: 'OrderCancelled', data: { ...ofOrder, reason: 'customer' } })
      .when(cancel)
      .thenNothing();
  });

  it('waits for the answer while the order goes on behind the scenes', () => {
    const after = fold(order, [placed, requested, shipped]);
    expect(after).toMatchObject({ situation: 'cancelling', step: 'shipped' });
    expect(fold(order, [refused], after)).toMatchObject({ situation: 'under-way', step: 'shipped', cancellationRefused: true });
  });

  it('gets an answer, also when the end of the order comes first', () => {
    spec(order).given(placed, requested).when({ type: 'RefuseCancellation' }).then(refused);
    spec(order).given(placed, requested, shipped).when({ type: 'Complete' }).then(refused, completed);
    spec(order).given(placed).when({ type: 'RefuseCancellation' }).thenNothing();
  });

  it('is refused at once where orders knows better', () => {
    spec(order).given(placed, shipped).when(cancel).thenRejected('order.already-shipped');
    spec(order).given(placed, completed).when(cancel).thenRejected('order.already-completed');
    spec(order)
      .given(placed, { type: 'OrderRejected', data: { ...ofOrder, reason: 'x' } })
      .when(cancel)
      .thenRejected('order.already-rejected');
    spec(order).given(placed, requested, refused).when(cancel).thenRejected('order.cancellation-refused');
    spec(order).given().when(cancel).thenRejected('order.unknown');
  });
});

describe('an order, whatever it is told and in whatever order', () => {
  const told = fc.constantFrom<OrderCommand>(
    placeOrder,
    cancel,
    { type: 'MarkReserved' },
    { type: 'MarkAuthorised' },
    { type: 'MarkShipped' },
    { type: 'RefuseCancellation' },
    { type: 'Complete' },
    { type: 'Return' },
    { type: 'Lose' },
    { type: 'Reject', reason: 'stock.short' },
    { type: 'Cancel', reason: 'customer' },
  );

  it('accepts nothing twice, and ends once', () => {
    fc.assert(
      fc.property(fc.array(told, { maxLength: 20 }), (commands) => {
        const events: OrderEvent[] = [];
        for (const command of commands) {
          const decision = order.decide(command, fold(order, events));
          if (isRejection(decision)) continue;
          events.push(...decision);
          const again = order.decide(command, fold(order, events));
          if (!isRejection(again)) expect(again).toEqual([]);
        }
        const ends = events.map(({ type }) => type).filter((type) => /Completed|Rejected|OrderCancelled|Lost|Returned/.test(type));
        expect(ends.length).toBeLessThanOrEqual(ends[0] === 'OrderCompleted' ? 2 : 1);
      }),
    );
  });
});
