import type { Money } from '@millrace/contracts-money';
import { type Decider, isRejection, reject, type Rejection } from '@millrace/decider';
import type { CancelOrder, OrderCommand, OrderProgress, PlaceOrder } from './order.commands.js';
import type { OrderEvent } from './order.events.js';
import { type End, evolve, initial, type Order, type Step, steps } from './order.js';
import { quote, type QuoteRejection } from './quote.js';

export type OrderRejection =
  | QuoteRejection
  | 'idempotency.key-reused'
  | 'order.price-changed'
  | 'order.unknown'
  | 'order.cancellation-refused'
  | 'order.already-shipped'
  | `order.already-${Exclude<End, 'cancelled'>}`;

type Decision = readonly OrderEvent[] | Rejection<OrderRejection>;
type Known = Exclude<Order, { situation: 'unknown' }>;

const decide = (command: OrderCommand, order: Order): Decision => {
  if (command.type === 'PlaceOrder') return order.situation === 'unknown' ? place(command) : placeAgain(command, order);
  if (order.situation === 'unknown') return reject('order.unknown', 'There is no such order.');
  return command.type === 'CancelOrder' ? cancel(command, order) : progress(command, order);
};

const place = ({ type, lines, pricing, expectedTotal, at, ...request }: PlaceOrder): Decision => {
  const quoted = quote(lines, pricing);
  if (isRejection(quoted)) return quoted;
  if (expectedTotal && !sameMoney(expectedTotal, quoted.total))
    return reject('order.price-changed', 'The total is not what was expected: look at the prices again.', { total: quoted.total });
  return [{ type: 'OrderPlaced', data: { ...request, ...quoted, placedAt: at } }];
};

/** A retry after a lost answer must find its order, whatever has become of it and of the prices. */
const placeAgain = ({ fingerprint }: PlaceOrder, order: Known): Decision =>
  fingerprint === order.fingerprint
    ? []
    : reject('idempotency.key-reused', 'This idempotency key was used for another request: take a new key.', { orderId: order.orderId });

const cancel = ({ by, reason }: CancelOrder, order: Known): Decision => {
  if (order.situation === 'cancelling') return [];
  if (order.situation === 'ended')
    return order.end === 'cancelled' ? [] : reject(`order.already-${order.end}`, `The order is ${order.end}: there is nothing to cancel.`);
  if (order.step === 'shipped') return reject('order.already-shipped', 'The goods have been dispatched: send them back after delivery.');
  if (order.cancellationRefused) return reject('order.cancellation-refused', 'The cancellation came too late: the goods are on their way.');
  return [{ type: 'OrderCancellationRequested', data: { orderId: order.orderId, by, ...(reason !== undefined && { reason }) } }];
};

const progress = (command: OrderProgress, order: Known): readonly OrderEvent[] => {
  const data = { orderId: order.orderId };
  if (order.situation === 'ended') return command.type === 'Return' && order.end === 'completed' ? [{ type: 'OrderReturned', data }] : [];
  switch (command.type) {
    case 'MarkReserved':
      return isBefore(order.step, 'reserved') ? [{ type: 'OrderReserved', data }] : [];
    case 'MarkAuthorised':
      return isBefore(order.step, 'authorised') ? [{ type: 'OrderAuthorised', data }] : [];
    case 'MarkShipped':
      return isBefore(order.step, 'shipped') ? [{ type: 'OrderShipped', data }] : [];
    case 'RefuseCancellation':
      return refusedCancellation(order);
    case 'Complete':
      return [...refusedCancellation(order), { type: 'OrderCompleted', data }];
    case 'Reject':
      return [{ type: 'OrderRejected', data: { ...data, reason: command.reason } }];
    case 'Cancel':
      return [{ type: 'OrderCancelled', data: { ...data, reason: command.reason } }];
    case 'Return':
      return [...refusedCancellation(order), { type: 'OrderReturned', data }];
    case 'Lose':
      return [...refusedCancellation(order), { type: 'OrderLost', data }];
  }
};

/** Who asked to cancel is owed an answer, also when the order's end comes first. */
const refusedCancellation = (order: Known): readonly OrderEvent[] =>
  order.situation === 'cancelling' ? [{ type: 'OrderCancellationRefused', data: { orderId: order.orderId } }] : [];

const isBefore = (step: Step, other: Step): boolean => steps.indexOf(step) < steps.indexOf(other);
const sameMoney = (a: Money, b: Money): boolean => a.amount === b.amount && a.currency === b.currency;

export const order: Decider<OrderCommand, Order, OrderEvent, OrderRejection> = { name: 'order', initial, evolve, decide };
