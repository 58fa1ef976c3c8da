import { expect, it } from '@jest/globals';
import { ordersOnlyForThemselves, whoCancels, whoseOrders } from './own-orders.js';

const [ada, clerk, nobody] = [
  { actor: 'ada', customer: 'ada' },
  { actor: 'cleo', customer: undefined },
  { actor: undefined, customer: undefined },
];

it('a customer orders for nobody else; whoever is not bound orders for anybody', () => {
  expect(() => ordersOnlyForThemselves(ada, { customerId: 'bob' })).toThrow(
    expect.objectContaining({ status: 403, code: 'order.other-customer' }),
  );
  for (const who of [ada, clerk, nobody]) expect(() => ordersOnlyForThemselves(who, { customerId: 'ada' })).not.toThrow();
});

it('a customer lists its own orders, whether it says so or not', () => {
  expect([whoseOrders(ada, undefined), whoseOrders(ada, 'ada')]).toEqual(['ada', 'ada']);
  expect(() => whoseOrders(ada, 'bob')).toThrow(expect.objectContaining({ status: 404 }));
  expect([whoseOrders(clerk, undefined), whoseOrders(clerk, 'bob'), whoseOrders(nobody, 'bob')]).toEqual([undefined, 'bob', 'bob']);
});

it('an order is cancelled by its customer, or by somebody else', () => {
  expect([ada, clerk, nobody].map(whoCancels)).toEqual(['customer', 'operator', 'customer']);
});
