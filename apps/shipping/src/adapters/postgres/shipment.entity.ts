import type { ShipTo, Units } from '@millrace/contracts-shipping';
import { timeAsText } from '@millrace/postgres';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ShipmentStatus, ShipmentView } from '../../application/shipment-view.projection.js';

@Entity({ name: 'shipments' })
export class ShipmentEntity implements ShipmentView {
  @PrimaryColumn('text', { name: 'shipment_id' })
  shipmentId: string;

  @Column('integer')
  version: number;

  @Column('text')
  status: ShipmentStatus;

  @Column('text', { nullable: true })
  reason: string | null;

  @Column('jsonb')
  lines: readonly Units[];

  @Column('jsonb', { name: 'ship_to', nullable: true })
  shipTo: ShipTo | null;

  @Column('text', { name: 'tracking_number', nullable: true })
  trackingNumber: string | null;

  @Column('boolean', { nullable: true })
  restocked: boolean | null;

  @Column('timestamptz', { name: 'created_at', transformer: timeAsText })
  createdAt: string;

  @Column('timestamptz', { name: 'updated_at', transformer: timeAsText })
  updatedAt: string;
}
