import type { OrderPlaced } from '@millrace/contracts-orders';
import type { DeadlineReached } from '@millrace/decider';
import type { Cancellation, Fulfilment } from './fulfilment.js';
import type { FulfilmentEvent, Terms } from './fulfilment.events.js';
import type { FulfilmentDeadline, FulfilmentInput } from './fulfilment.inputs.js';

type In<Situation extends Fulfilment['situation']> = Extract<Fulfilment, { situation: Situation }>;
type Input = FulfilmentInput | DeadlineReached<FulfilmentDeadline>;
type Events = readonly FulfilmentEvent[];

/** What is done about an input, situation by situation. What is not named means nothing there. */
export const react = (input: Input, state: Fulfilment): Events => {
  switch (state.situation) {
    case 'not-started':
      return input.type === 'OrderPlaced' ? start(input) : [];
    case 'reserving':
      return whileReserving(input, state);
    case 'authorising':
      return whileAuthorising(input, state);
    case 'preparing':
      return whilePreparing(input, state);
    case 'dispatched':
      return afterDispatch(input, state);
    case 'refunding':
      return input.type === 'PaymentRefunded' ? refunded(input.data.orderId, state) : [];
    case 'ended':
      return input.type === 'ShipmentReturned' && state.end === 'completed' ? sentBack(input.data.orderId) : [];
  }
};

const start = ({ data: { orderId, lines, total, tax, paymentMethod, shipTo } }: OrderPlaced): Events => {
  const units = lines.map(({ sku, quantity }) => ({ sku, quantity }));
  return [
    { type: 'FulfilmentStarted', data: { orderId, lines: units, amount: total, tax, paymentMethod, shipTo } },
    { type: 'StockReservationRequested', data: { orderId, lines: units } },
  ];
};

const whileReserving = (input: Input, { terms }: In<'reserving'>): Events => {
  const { orderId, amount, tax, paymentMethod } = terms;
  switch (input.type) {
    case 'StockReserved':
      return [{ type: 'PaymentAuthorisationRequested', data: { orderId, amount, tax, paymentMethod } }];
    case 'StockRefused':
      return [rejected(terms, 'stock.short')];
    case 'OrderCancellationRequested':
      return [releaseStock(terms), cancelled(terms, input.data.by)];
    default:
      return [];
  }
};

const whileAuthorising = (input: Input, { terms }: In<'authorising'>): Events => {
  const { orderId, shipTo, lines } = terms;
  switch (input.type) {
    case 'PaymentAuthorised':
      return [{ type: 'ShipmentRequested', data: { orderId, shipTo, lines } }];
    case 'PaymentDeclined':
      return [releaseStock(terms), rejected(terms, input.data.reason)];
    case 'OrderCancellationRequested':
      return [keepNoMoney(terms), releaseStock(terms), cancelled(terms, input.data.by)];
    case 'DeadlineReached':
      return input.data.name === 'payment' ? [keepNoMoney(terms), releaseStock(terms), rejected(terms, 'payment.timeout')] : [];
    default:
      return [];
  }
};

const whilePreparing = (input: Input, { terms, cancellation }: In<'preparing'>): Events => {
  const { orderId } = terms;
  switch (input.type) {
    case 'ShipmentDispatched':
      return [{ type: 'PaymentCaptureRequested', data: { orderId } }];
    case 'OrderCancellationRequested':
      return askToStay(orderId, cancellation, input.data.by);
    case 'DeadlineReached':
      return input.data.name === 'dispatch' ? askToStay(orderId, cancellation, 'dispatch.timeout') : [];
    case 'ShipmentCancelled':
      return [keepNoMoney(terms), releaseStock(terms), cancelled(terms, input.data.reason)];
    case 'ShipmentCancellationRefused':
      return refuse(orderId, cancellation);
    default:
      return [];
  }
};

const afterDispatch = (input: Input, state: In<'dispatched'>): Events => {
  switch (input.type) {
    case 'PaymentCaptured':
      return charged(input.data.orderId, state);
    case 'ShipmentDelivered':
      return delivered(input.data.orderId, state);
    case 'ShipmentLost':
      return [{ type: 'FulfilmentGoodsLost', data: ofOrder(input) }, refund(input.data.orderId)];
    case 'ShipmentReturned':
      return sentBack(input.data.orderId);
    case 'ShipmentCancellationRefused':
      return refuse(input.data.orderId, state.cancellation);
    case 'OrderCancellationRequested':
      // While the shipment has been asked, its answer is on the way; otherwise we know it already.
      return state.cancellation === 'none' ? refuse(input.data.orderId, state.cancellation) : [];
    default:
      return [];
  }
};

const charged = (orderId: string, state: In<'dispatched'>): Events =>
  state.charged ? [] : [{ type: 'FulfilmentCharged', data: { orderId } }, ...(state.delivered ? [completed(orderId)] : [])];

const delivered = (orderId: string, state: In<'dispatched'>): Events =>
  state.delivered ? [] : [{ type: 'FulfilmentDelivered', data: { orderId } }, ...(state.charged ? [completed(orderId)] : [])];

const sentBack = (orderId: string): Events => [{ type: 'FulfilmentGoodsReturned', data: { orderId } }, refund(orderId)];

const refunded = (orderId: string, { because }: In<'refunding'>): Events => [
  { type: because === 'lost' ? 'FulfilmentLost' : 'FulfilmentReturned', data: { orderId } },
];

const askToStay = (orderId: string, cancellation: Cancellation, reason: string): Events =>
  cancellation === 'none' ? [{ type: 'ShipmentCancellationRequested', data: { orderId, reason } }] : [];

const refuse = (orderId: string, cancellation: Cancellation): Events =>
  cancellation === 'refused' ? [] : [{ type: 'FulfilmentCancellationRefused', data: { orderId } }];

const ofOrder = ({ data: { orderId } }: { readonly data: { readonly orderId: string } }) => ({ orderId });
const completed = (orderId: string): FulfilmentEvent => ({ type: 'FulfilmentCompleted', data: { orderId } });
const refund = (orderId: string): FulfilmentEvent => ({ type: 'PaymentRefundRequested', data: { orderId } });
const keepNoMoney = ({ orderId }: Terms): FulfilmentEvent => ({ type: 'PaymentCancellationRequested', data: { orderId } });
const releaseStock = ({ orderId, lines }: Terms): FulfilmentEvent => ({ type: 'StockReleaseRequested', data: { orderId, lines } });
const rejected = ({ orderId }: Terms, reason: string): FulfilmentEvent => ({ type: 'FulfilmentRejected', data: { orderId, reason } });
const cancelled = ({ orderId }: Terms, reason: string): FulfilmentEvent => ({ type: 'FulfilmentCancelled', data: { orderId, reason } });
