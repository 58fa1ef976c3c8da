import type { ShipTo, Units } from '@millrace/contracts-shipping';
import type { Projection, Recorded } from '@millrace/decider';
import type { ShipmentEvent } from '../domain/shipment/shipment.events.js';

export type ShipmentStatus = 'prepared' | 'dispatched' | 'delivered' | 'lost' | 'returned' | 'cancelled';

/** A shipment, as one looks at it. What is not known (yet) is null. */
export interface ShipmentView {
  /** The order's id too. */
  readonly shipmentId: string;
  /** Of its stream, as of the last event that shows: its ETag. */
  readonly version: number;
  readonly status: ShipmentStatus;
  /** Why it was cancelled. */
  readonly reason: string | null;
  readonly lines: readonly Units[];
  readonly shipTo: ShipTo | null;
  readonly trackingNumber: string | null;
  /** Of returned goods. */
  readonly restocked: boolean | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const byOrder = ({ data }: { readonly data: { readonly orderId: string } }): string => data.orderId;

export const shipmentView: Projection<ShipmentView, ShipmentEvent> = {
  name: 'shipment-view',
  version: 1,
  keys: {
    ShipmentPrepared: byOrder,
    ShipmentDispatched: byOrder,
    ShipmentDelivered: byOrder,
    ShipmentLost: byOrder,
    ShipmentReturned: byOrder,
    ShipmentCancelled: byOrder,
    ShipmentCancellationRefused: byOrder,
  },
  evolve: (view, event, shipmentId) => ({
    ...(view ?? empty(shipmentId, event)),
    ...change({ type: event.type, data: event.data } as ShipmentEvent),
    version: event.version,
    updatedAt: event.recordedAt,
  }),
};

const change = (event: ShipmentEvent): Partial<ShipmentView> => {
  switch (event.type) {
    case 'ShipmentPrepared':
      return { status: 'prepared', lines: event.data.lines, shipTo: event.data.shipTo };
    case 'ShipmentDispatched':
      return { status: 'dispatched', trackingNumber: event.data.trackingNumber ?? null };
    case 'ShipmentDelivered':
      return { status: 'delivered' };
    case 'ShipmentLost':
      return { status: 'lost' };
    case 'ShipmentReturned':
      return { status: 'returned', restocked: event.data.restock };
    case 'ShipmentCancelled':
      return { status: 'cancelled', reason: event.data.reason };
    case 'ShipmentCancellationRefused':
      return {};
  }
};

const empty = (shipmentId: string, { version, recordedAt }: Recorded): ShipmentView => ({
  shipmentId,
  version,
  status: 'cancelled',
  reason: null,
  lines: [],
  shipTo: null,
  trackingNumber: null,
  restocked: null,
  createdAt: recordedAt,
  updatedAt: recordedAt,
});
