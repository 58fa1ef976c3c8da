import { type Recorded, streamId, VersionVector } from '@millrace/decider';
import type { EventStore } from '@millrace/event-store';
import type { ServerSentEvent, StreamWatcher } from '@millrace/service-host';
import { orderSummary, type OrderSummary } from '../../application/order-summary.projection.js';
import type { OrderEvent } from '../../domain/order/order.events.js';

/** An order as of one of its events. */
export interface OrderChange extends ServerSentEvent {
  readonly data: OrderSummary;
}

const ends: readonly OrderSummary['status'][] = ['completed', 'rejected', 'cancelled', 'returned', 'lost'];
export const isOver = ({ data }: OrderChange): boolean => ends.includes(data.status);

/** The order after each of its events, in order. */
export const changesOf = (orderId: string, events: readonly Recorded[], from?: OrderSummary): OrderChange[] => {
  let summary = from;
  return events.flatMap((event) => {
    summary = orderSummary.evolve(summary, event as Recorded<OrderEvent>, orderId);
    return summary ? [{ id: VersionVector.of(event).toString(), event: 'order', data: summary }] : [];
  });
};

/**
 * What a client has not seen yet: with the id of its last event, every change after that; without one, or with one that is not of this order's log, the order as it
 * is now. Empty when it has seen all.
 */
export const unseen = (changes: readonly OrderChange[], lastEventId: string | undefined): readonly OrderChange[] => {
  const at = changes.findIndex(({ id }) => id === lastEventId);
  return at < 0 ? changes.slice(-1) : changes.slice(at + 1);
};

export const changesSoFar = async (store: Pick<EventStore, 'load'>, orderId: string): Promise<readonly OrderChange[]> => {
  const id = streamId('order', orderId);
  return changesOf(orderId, (await store.load([{ streamId: id }])).get(id)?.events ?? []);
};

/** Tells each further change, the last one when the order is over. Answers how to stop. */
export const follow = (watcher: StreamWatcher, orderId: string, last: OrderChange, told: (change: OrderChange) => void): (() => void) => {
  let { data } = last;
  return watcher.watch(streamId('order', orderId), data.version, (events) => {
    for (const change of changesOf(orderId, events, data)) {
      data = change.data;
      told(change);
    }
  });
};
