import { type OrderView, type PlacedOrder } from '../orders-seen.js';
import { integer, oneOf } from '../random.js';
import type { Session } from '../session.js';

const shipTo = { name: 'Ada', street: '1 Mill Lane', city: 'Bath', postalCode: 'BA1 1AA', country: 'GB' };

/** Undefined when it was not accepted. */
export const place = async (session: Session, paymentMethod: string): Promise<PlacedOrder | undefined> => {
  const { customerId, random, surroundings } = session;
  const line = { sku: oneOf(random, surroundings.skus), quantity: integer(random, 1, 3) };
  const answer = await session.call({
    step: 'place an order',
    method: 'POST',
    path: '/api/orders',
    headers: { 'idempotency-key': `${customerId}-order` },
    body: { customerId, lines: [line], paymentMethod, shipTo },
  });
  if (!answer.accepted) return undefined;
  const { orderId } = answer.body as { orderId?: unknown };
  if (typeof orderId !== 'string') {
    session.found([{ kind: 'wrong answer', what: `an order was accepted without an id: ${JSON.stringify(answer.body)}` }], answer);
    return undefined;
  }
  const order = { orderId, ...line };
  session.orders.placed(order);
  return order;
};

/** The order as it is shown now, checked; undefined when it is not shown. */
export const read = async (session: Session, orderId: string, { isLook = false } = {}): Promise<OrderView | undefined> => {
  const step = isLook ? 'follow an order' : 'read own order';
  const answer = await session.call({ step, method: 'GET', path: `/api/orders/${orderId}`, isLook });
  if (answer.status === 404) session.found([session.orders.missing(orderId)], answer);
  if (!answer.accepted) return undefined;
  const view = answer.body as OrderView;
  session.found(session.orders.shown(orderId, view, answer.markedStale), answer);
  return view;
};

export const list = async (session: Session): Promise<void> => {
  const path = `/api/orders?customerId=${session.customerId}&limit=20`;
  const answer = await session.call({ step: 'list own orders', method: 'GET', path });
  if (!answer.accepted) return;
  const { items = [] } = answer.body as { items?: OrderView[] };
  session.found(session.orders.listed(items, answer.markedStale), answer);
};

/** True when the request to cancel was accepted; that it comes too late is a proper answer. */
export const cancel = async (session: Session, orderId: string): Promise<boolean> => {
  const answer = await session.call({
    step: 'cancel an order',
    method: 'POST',
    path: `/api/orders/${orderId}/cancel`,
    headers: { 'idempotency-key': `${session.customerId}-cancel` },
    body: { reason: 'changed my mind' },
    accepts: [409],
  });
  if (answer.status !== 202) return false;
  session.orders.cancelled(orderId);
  return true;
};
