import { type Policy, streamId, tell } from '@millrace/decider';
import type { FulfilmentEvent } from '../domain/fulfilment/fulfilment.events.js';
import type { OrderProgress } from '../domain/order/order.commands.js';
import { order } from '../domain/order/order.decider.js';

type Telling = Extract<
  FulfilmentEvent,
  {
    type:
      | 'PaymentAuthorisationRequested'
      | 'ShipmentRequested'
      | 'PaymentCaptureRequested'
      | 'FulfilmentCancellationRefused'
      | 'FulfilmentCompleted'
      | 'FulfilmentRejected'
      | 'FulfilmentCancelled'
      | 'FulfilmentReturned'
      | 'FulfilmentLost';
  }
>;

const tellOrder = (orderId: string, command: OrderProgress) => tell(order, streamId('order', orderId), command);

/** The order shows how far its fulfilment has come: what the fulfilment asks for next says what it has got. */
export const orderProgress: Policy<Telling> = {
  name: 'order-progress',
  on: {
    PaymentAuthorisationRequested: ({ data }) => tellOrder(data.orderId, { type: 'MarkReserved' }),
    ShipmentRequested: ({ data }) => tellOrder(data.orderId, { type: 'MarkAuthorised' }),
    PaymentCaptureRequested: ({ data }) => tellOrder(data.orderId, { type: 'MarkShipped' }),
    FulfilmentCancellationRefused: ({ data }) => tellOrder(data.orderId, { type: 'RefuseCancellation' }),
    FulfilmentCompleted: ({ data }) => tellOrder(data.orderId, { type: 'Complete' }),
    FulfilmentRejected: ({ data }) => tellOrder(data.orderId, { type: 'Reject', reason: data.reason }),
    FulfilmentCancelled: ({ data }) => tellOrder(data.orderId, { type: 'Cancel', reason: data.reason }),
    FulfilmentReturned: ({ data }) => tellOrder(data.orderId, { type: 'Return' }),
    FulfilmentLost: ({ data }) => tellOrder(data.orderId, { type: 'Lose' }),
  },
};
