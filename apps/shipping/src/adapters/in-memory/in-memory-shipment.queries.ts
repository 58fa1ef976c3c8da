import type { InMemoryDocumentTable } from '@millrace/projections';
import type { ShipmentView } from '../../application/shipment-view.projection.js';
import type { ShipmentFilter, ShipmentPosition, ShipmentQueries } from '../../application/shipment.queries.js';

export class InMemoryShipmentQueries implements ShipmentQueries {
  constructor(private readonly shipments: InMemoryDocumentTable<ShipmentView>) {}

  find(shipmentId: string): Promise<ShipmentView | undefined> {
    return Promise.resolve(this.shipments.get(shipmentId));
  }

  list(limit: number, { status, after }: ShipmentFilter): Promise<readonly ShipmentView[]> {
    const rank = ({ createdAt, shipmentId }: ShipmentPosition): string => `${createdAt} ${shipmentId}`;
    const wanted = this.shipments
      .all()
      .filter((one) => (status === undefined || one.status === status) && (!after || rank(one) < rank(after)));
    return Promise.resolve(wanted.sort((a, b) => (rank(a) < rank(b) ? 1 : -1)).slice(0, limit));
  }
}
