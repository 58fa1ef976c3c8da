import type { FulfilmentEvent, Terms } from './fulfilment.events.js';

/** Whether the shipment was asked to stay, and said no. (When it says yes, the fulfilment ends.) */
export type Cancellation = 'none' | 'asked' | 'refused';
export type FulfilmentEnd = 'completed' | 'rejected' | 'cancelled' | 'returned' | 'lost';

/**
 *  not-started ─▶ reserving ─▶ authorising ─▶ preparing ─▶ dispatched ─▶ ended: completed ─▶ refunding (returned)
 *                     │             │             │             │
 *                     ▼             ▼             ▼             ▼
 *                rejected or cancelled        cancelled     refunding ─▶ ended: lost, returned
 */
export type Fulfilment =
  | { readonly situation: 'not-started' }
  | { readonly situation: 'reserving'; readonly terms: Terms }
  | { readonly situation: 'authorising'; readonly terms: Terms }
  /** The shipment is asked for; from here on it says whether a cancellation still comes in time. */
  | { readonly situation: 'preparing'; readonly terms: Terms; readonly cancellation: Cancellation }
  /** The goods are gone: payment and delivery are settled in either order. */
  | { readonly situation: 'dispatched'; readonly cancellation: Cancellation; readonly charged: boolean; readonly delivered: boolean }
  | { readonly situation: 'refunding'; readonly because: 'lost' | 'returned' }
  | { readonly situation: 'ended'; readonly end: FulfilmentEnd };

export const initial: Fulfilment = { situation: 'not-started' };

export const evolve = (state: Fulfilment, event: FulfilmentEvent): Fulfilment => {
  switch (event.type) {
    case 'FulfilmentStarted':
      return { situation: 'reserving', terms: event.data };
    case 'PaymentAuthorisationRequested':
      return state.situation === 'reserving' ? { situation: 'authorising', terms: state.terms } : state;
    case 'ShipmentRequested':
      return state.situation === 'authorising' ? { situation: 'preparing', terms: state.terms, cancellation: 'none' } : state;
    case 'ShipmentCancellationRequested':
      return withCancellation(state, 'asked');
    case 'FulfilmentCancellationRefused':
      return withCancellation(state, 'refused');
    case 'PaymentCaptureRequested':
      return state.situation === 'preparing'
        ? { situation: 'dispatched', cancellation: state.cancellation, charged: false, delivered: false }
        : state;
    case 'FulfilmentCharged':
      return state.situation === 'dispatched' ? { ...state, charged: true } : state;
    case 'FulfilmentDelivered':
      return state.situation === 'dispatched' ? { ...state, delivered: true } : state;
    case 'FulfilmentGoodsLost':
      return { situation: 'refunding', because: 'lost' };
    case 'FulfilmentGoodsReturned':
      return { situation: 'refunding', because: 'returned' };
    case 'FulfilmentCompleted':
      return { situation: 'ended', end: 'completed' };
    case 'FulfilmentRejected':
      return { situation: 'ended', end: 'rejected' };
    case 'FulfilmentCancelled':
      return { situation: 'ended', end: 'cancelled' };
    case 'FulfilmentReturned':
      return { situation: 'ended', end: 'returned' };
    case 'FulfilmentLost':
      return { situation: 'ended', end: 'lost' };
    case 'StockReservationRequested':
    case 'StockReleaseRequested':
    case 'PaymentCancellationRequested':
    case 'PaymentRefundRequested':
      return state;
  }
};

const withCancellation = (state: Fulfilment, cancellation: Cancellation): Fulfilment =>
  state.situation === 'preparing' || state.situation === 'dispatched' ? { ...state, cancellation } : state;
