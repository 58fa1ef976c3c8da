import type { ShipTo, Units } from '@millrace/contracts-shipping';

interface OfOrder {
  readonly orderId: string;
}

/** What orders asks for. */
export type ShipmentRequest =
  | (OfOrder & { readonly type: 'Prepare'; readonly shipTo: ShipTo; readonly lines: readonly Units[] })
  | (OfOrder & { readonly type: 'CancelShipment'; readonly reason: string });

/** What the warehouse and the carrier report. `at`: RFC 3339, UTC. */
export type ShipmentReport =
  | { readonly type: 'Dispatch'; readonly trackingNumber?: string | undefined; readonly at: string }
  | { readonly type: 'Deliver'; readonly at: string }
  | { readonly type: 'Lose'; readonly at: string }
  | { readonly type: 'Return'; readonly restock: boolean; readonly at: string };

export type ShipmentCommand = ShipmentRequest | ShipmentReport;
