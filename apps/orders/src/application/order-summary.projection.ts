import type { Money } from '@millrace/contracts-money';
import type { Address, OrderLine, OrderPlaced } from '@millrace/contracts-orders';
import type { Projection, Recorded } from '@millrace/decider';
import type { OrderEvent } from '../domain/order/order.events.js';
import type { End, Step } from '../domain/order/order.js';

export const orderStatuses = [
  'placed',
  'reserved',
  'authorised',
  'shipped',
  'completed',
  'rejected',
  'cancelling',
  'cancelled',
  'returned',
  'lost',
] as const;
export type OrderStatus = (typeof orderStatuses)[number];

/** An order, as its customer sees it. What does not apply is null. */
export interface OrderSummary {
  readonly orderId: string;
  /** Of the order's stream: its ETag. */
  readonly version: number;
  readonly customerId: string;
  readonly status: OrderStatus;
  /** Why it was rejected or cancelled: `stock.short`, `payment.timeout`, `customer` … */
  readonly reason: string | null;
  /** A cancellation that was asked for, and whether it came too late. */
  readonly cancellation: 'requested' | 'cancellation.refused' | null;
  /** How far it has come, also while a cancellation is under way. */
  readonly reached: Step;
  readonly lines: readonly OrderLine[];
  readonly subtotal: Money;
  readonly tax: Money;
  readonly shipping: Money;
  readonly total: Money;
  readonly paymentMethod: string;
  readonly shipTo: Address;
  readonly placedAt: string;
  readonly updatedAt: string;
}

const byOrder = ({ data }: { readonly data: { readonly orderId: string } }): string => data.orderId;

export const orderSummary: Projection<OrderSummary, OrderEvent> = {
  name: 'order-summary',
  version: 1,
  keys: {
    OrderPlaced: byOrder,
    OrderReserved: byOrder,
    OrderAuthorised: byOrder,
    OrderShipped: byOrder,
    OrderCancellationRequested: byOrder,
    OrderCancellationRefused: byOrder,
    OrderCompleted: byOrder,
    OrderRejected: byOrder,
    OrderCancelled: byOrder,
    OrderReturned: byOrder,
    OrderLost: byOrder,
  },
  evolve: (summary, recorded) => {
    const event = { type: recorded.type, data: recorded.data } as OrderEvent;
    const known = event.type === 'OrderPlaced' ? placed(event, recorded) : summary;
    return known && { ...known, ...change(known, event), version: recorded.version, updatedAt: recorded.recordedAt };
  },
};

const placed = ({ data: { fingerprint, ...order } }: OrderPlaced, { version, recordedAt }: Recorded): OrderSummary => ({
  ...order,
  version,
  status: 'placed',
  reason: null,
  cancellation: null,
  reached: 'placed',
  updatedAt: recordedAt,
});

const change = (summary: OrderSummary, event: OrderEvent): Partial<OrderSummary> => {
  switch (event.type) {
    case 'OrderPlaced':
      return {};
    case 'OrderReserved':
      return reached(summary, 'reserved');
    case 'OrderAuthorised':
      return reached(summary, 'authorised');
    case 'OrderShipped':
      return reached(summary, 'shipped');
    case 'OrderCancellationRequested':
      return { status: 'cancelling', cancellation: 'requested' };
    case 'OrderCancellationRefused':
      return { status: summary.reached, cancellation: 'cancellation.refused' };
    case 'OrderRejected':
      return ended('rejected', event.data.reason);
    case 'OrderCancelled':
      return ended('cancelled', event.data.reason);
    case 'OrderCompleted':
      return ended('completed');
    case 'OrderReturned':
      return ended('returned');
    case 'OrderLost':
      return ended('lost');
  }
};

const reached = ({ status }: OrderSummary, step: Step): Partial<OrderSummary> =>
  status === 'cancelling' ? { reached: step } : { reached: step, status: step };

const ended = (status: End, reason: string | null = null): Partial<OrderSummary> => ({ status, reason });
