import type { Repository } from 'typeorm';
import type { ShipmentView } from '../../application/shipment-view.projection.js';
import type { ShipmentFilter, ShipmentQueries } from '../../application/shipment.queries.js';
import type { ShipmentEntity } from './shipment.entity.js';

export class TypeOrmShipmentQueries implements ShipmentQueries {
  constructor(private readonly shipments: Repository<ShipmentEntity>) {}

  async find(shipmentId: string): Promise<ShipmentView | undefined> {
    return (await this.shipments.findOneBy({ shipmentId })) ?? undefined;
  }

  list(limit: number, { status, after }: ShipmentFilter): Promise<readonly ShipmentView[]> {
    const query = this.shipments
      .createQueryBuilder('shipment')
      .orderBy('shipment.createdAt', 'DESC')
      .addOrderBy('shipment.shipmentId', 'DESC')
      .limit(limit);
    if (status !== undefined) query.andWhere('shipment.status = :status', { status });
    if (after) query.andWhere('(shipment.createdAt, shipment.shipmentId) < (:createdAt, :shipmentId)', { ...after });
    return query.getMany();
  }
}
