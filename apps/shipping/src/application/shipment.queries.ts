import type { ShipmentStatus, ShipmentView } from './shipment-view.projection.js';

export interface ShipmentPosition {
  readonly createdAt: string;
  readonly shipmentId: string;
}

export interface ShipmentFilter {
  readonly status?: ShipmentStatus | undefined;
  readonly after?: ShipmentPosition | undefined;
}

export interface ShipmentQueries {
  find(shipmentId: string): Promise<ShipmentView | undefined>;
  /** Newest first. */
  list(limit: number, filter: ShipmentFilter): Promise<readonly ShipmentView[]>;
}
