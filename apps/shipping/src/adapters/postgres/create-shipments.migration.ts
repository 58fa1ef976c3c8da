import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateShipments1764100000000 implements MigrationInterface {
  readonly name = 'CreateShipments1764100000000';

  async up(session: QueryRunner): Promise<void> {
    await session.query(`
      CREATE TABLE shipments (
        shipment_id text COLLATE "C" PRIMARY KEY,
        status text NOT NULL,
        reason text,
        lines jsonb NOT NULL,
        ship_to jsonb,
        tracking_number text,
        restocked boolean,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE INDEX shipments_newest ON shipments (created_at, shipment_id);
      CREATE INDEX shipments_by_status ON shipments (status, created_at, shipment_id);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON shipments TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(session: QueryRunner): Promise<void> {
    await session.query('DROP TABLE shipments');
  }
}
