import type { DeadlineChange, Process } from '@millrace/decider';
import { evolve, type Fulfilment, initial } from './fulfilment.js';
import type { FulfilmentEvent } from './fulfilment.events.js';
import type { FulfilmentDeadline, FulfilmentInput } from './fulfilment.inputs.js';
import { react } from './fulfilment.reactions.js';

export interface FulfilmentOptions {
  readonly paymentDeadlineMs: number;
  /** Shorter than the acquirer keeps an authorisation: what is dispatched must still be chargeable. */
  readonly dispatchDeadlineMs: number;
}

export type FulfilmentProcess = Process<FulfilmentInput, Fulfilment, FulfilmentEvent, FulfilmentDeadline>;

const ofOrder = ({ data }: { readonly data: { readonly orderId: string } }): string => data.orderId;

/**
 * Placed → reserve stock → authorise payment → ship → capture → completed. A refusal, a deadline or a cancellation undoes what was done.
 * Payments, shipping and inventory are different logs: their answers come in any order, and late. What is late means nothing here, because who
 * was told to give up cleans up after itself: a cancelled payment voids an authorisation that still arrives.
 */
export const fulfilmentProcess = (options: FulfilmentOptions): FulfilmentProcess => ({
  name: 'fulfilment',
  inputs: {
    OrderPlaced: ofOrder,
    OrderCancellationRequested: ofOrder,
    StockReserved: ofOrder,
    StockRefused: ofOrder,
    PaymentAuthorised: ofOrder,
    PaymentDeclined: ofOrder,
    PaymentCaptured: ofOrder,
    PaymentRefunded: ofOrder,
    ShipmentDispatched: ofOrder,
    ShipmentDelivered: ofOrder,
    ShipmentLost: ofOrder,
    ShipmentReturned: ofOrder,
    ShipmentCancelled: ofOrder,
    ShipmentCancellationRefused: ofOrder,
  },
  initial,
  evolve,
  react,
  deadlines: (event) => deadlines(event, options),
});

const deadlines = (event: FulfilmentEvent, options: FulfilmentOptions): readonly DeadlineChange<FulfilmentDeadline>[] => {
  switch (event.type) {
    case 'PaymentAuthorisationRequested':
      return [{ arm: 'payment', afterMs: options.paymentDeadlineMs }];
    case 'ShipmentRequested':
      return [{ disarm: 'payment' }, { arm: 'dispatch', afterMs: options.dispatchDeadlineMs }];
    case 'PaymentCaptureRequested':
      return [{ disarm: 'dispatch' }];
    case 'FulfilmentRejected':
      return [{ disarm: 'payment' }];
    case 'FulfilmentCancelled':
      return [{ disarm: 'payment' }, { disarm: 'dispatch' }];
    default:
      return [];
  }
};
