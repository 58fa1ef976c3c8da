import type { Units } from '@millrace/contracts-shipping';
import type { ShipmentEvent } from './shipment.events.js';

interface Prepared {
  readonly orderId: string;
  readonly lines: readonly Units[];
}

interface Gone extends Prepared {
  readonly trackingNumber?: string | undefined;
  /** Who asked to cancel has had the answer. */
  readonly cancellationRefused: boolean;
}

/**
 *  none ─▶ prepared ─▶ dispatched ─▶ delivered ─▶ returned
 *    │        │            │
 *    ▼        ▼            ▼
 *     cancelled          lost
 */
export type Shipment =
  | { readonly situation: 'none' }
  | { readonly situation: 'cancelled' }
  | (Prepared & { readonly situation: 'prepared' })
  | (Gone & { readonly situation: 'dispatched' | 'delivered' | 'lost' })
  | (Gone & { readonly situation: 'returned'; readonly restock: boolean });

export const initial: Shipment = { situation: 'none' };

export const evolve = (shipment: Shipment, event: ShipmentEvent): Shipment => {
  switch (event.type) {
    case 'ShipmentPrepared':
      return { situation: 'prepared', orderId: event.data.orderId, lines: event.data.lines };
    case 'ShipmentCancelled':
      return { situation: 'cancelled' };
    case 'ShipmentDispatched': {
      const { orderId, lines, trackingNumber } = event.data;
      return { situation: 'dispatched', orderId, lines, trackingNumber, cancellationRefused: false };
    }
    case 'ShipmentDelivered':
      return isGone(shipment) ? { ...shipment, situation: 'delivered' } : shipment;
    case 'ShipmentLost':
      return isGone(shipment) ? { ...shipment, situation: 'lost' } : shipment;
    case 'ShipmentReturned':
      return isGone(shipment) ? { ...shipment, situation: 'returned', restock: event.data.restock } : shipment;
    case 'ShipmentCancellationRefused':
      return isGone(shipment) ? { ...shipment, cancellationRefused: true } : shipment;
  }
};

const isGone = (shipment: Shipment): shipment is Extract<Shipment, Gone> => 'cancellationRefused' in shipment;
