import type { OrderView } from '../orders-seen.js';
import { integer } from '../random.js';
import type { Session } from '../session.js';
import type { Client } from './client.js';
import { followToItsEnd } from './follow.js';
import { cancel, list, place, read } from './own-orders.js';

/** Orders, looks at the order and at all its orders, and waits until it has come to its end. */
export const buy: Client = async (session) => {
  const since = session.nextIntendedAt;
  const order = await place(session, 'pm_card_visa');
  if (!order) return;
  await read(session, order.orderId);
  await list(session);
  await followToItsEnd(session, order.orderId, since);
};

/** Orders, and thinks better of it. */
export const changeMind: Client = async (session) => {
  const { clock, leaving } = session.surroundings;
  const since = session.nextIntendedAt;
  const order = await place(session, 'pm_card_visa');
  if (!order) return;
  await clock.pause(integer(session.random, 0, 500), leaving);
  const accepted = await cancel(session, order.orderId);
  await read(session, order.orderId);
  const end = await followToItsEnd(session, order.orderId, since);
  if (accepted && end?.status === 'completed' && end.cancellation !== 'cancellation.refused')
    wrongEnd(session, end, 'its cancellation was accepted and never refused');
};

/** Orders, and cannot pay. */
export const payInVain: Client = async (session) => {
  const since = session.nextIntendedAt;
  const order = await place(session, 'pm_card_declined');
  if (!order) return;
  await read(session, order.orderId);
  const end = await followToItsEnd(session, order.orderId, since);
  if (end && !['rejected', 'cancelled'].includes(end.status)) wrongEnd(session, end, 'its card was declined');
};

const wrongEnd = (session: Session, { orderId, status }: OrderView, but: string): void =>
  session.found([{ kind: 'wrong answer', what: `order ${orderId} ended as ${status}, and ${but}` }], { headers: {} });
