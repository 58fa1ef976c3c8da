import type { OrderEvent } from './order.events.js';

/** How far an order has come, in this order. */
export const steps = ['placed', 'reserved', 'authorised', 'shipped'] as const;
export type Step = (typeof steps)[number];
export type End = 'completed' | 'rejected' | 'cancelled' | 'returned' | 'lost';

/** Placed by this request. */
interface Placed {
  readonly orderId: string;
  readonly fingerprint: string;
}

export type Order =
  | { readonly situation: 'unknown' }
  | (Placed & { readonly situation: 'under-way'; readonly step: Step; readonly cancellationRefused: boolean })
  /** Goes on behind the scenes until it is known whether the cancellation came in time. */
  | (Placed & { readonly situation: 'cancelling'; readonly step: Step })
  | (Placed & { readonly situation: 'ended'; readonly end: End });

export const initial: Order = { situation: 'unknown' };

export const evolve = (order: Order, event: OrderEvent): Order => {
  if (event.type === 'OrderPlaced') {
    const { orderId, fingerprint } = event.data;
    return { situation: 'under-way', orderId, fingerprint, step: 'placed', cancellationRefused: false };
  }
  if (order.situation === 'unknown') return order;
  switch (event.type) {
    case 'OrderReserved':
      return reached(order, 'reserved');
    case 'OrderAuthorised':
      return reached(order, 'authorised');
    case 'OrderShipped':
      return reached(order, 'shipped');
    case 'OrderCancellationRequested':
      return order.situation === 'under-way' ? { ...placed(order), situation: 'cancelling', step: order.step } : order;
    case 'OrderCancellationRefused':
      return order.situation === 'ended'
        ? order
        : { ...placed(order), situation: 'under-way', step: order.step, cancellationRefused: true };
    case 'OrderCompleted':
      return ended(order, 'completed');
    case 'OrderRejected':
      return ended(order, 'rejected');
    case 'OrderCancelled':
      return ended(order, 'cancelled');
    case 'OrderReturned':
      return ended(order, 'returned');
    case 'OrderLost':
      return ended(order, 'lost');
  }
};

type Known = Exclude<Order, { situation: 'unknown' }>;

const placed = ({ orderId, fingerprint }: Known): Placed => ({ orderId, fingerprint });
const reached = (order: Known, step: Step): Order => (order.situation === 'ended' ? order : { ...order, step });
const ended = (order: Known, end: End): Order => ({ ...placed(order), situation: 'ended', end });
