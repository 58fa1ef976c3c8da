import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateOrders1764100000000 implements MigrationInterface {
  readonly name = 'CreateOrders1764100000000';

  async up(session: QueryRunner): Promise<void> {
    await session.query(`
      CREATE TABLE order_summaries (
        order_id text COLLATE "C" PRIMARY KEY,
        version bigint NOT NULL,
        customer_id text COLLATE "C" NOT NULL,
        status text NOT NULL,
        reason text,
        cancellation text,
        reached text NOT NULL,
        lines jsonb NOT NULL,
        subtotal jsonb NOT NULL,
        tax jsonb NOT NULL,
        shipping jsonb NOT NULL,
        total jsonb NOT NULL,
        payment_method text NOT NULL,
        ship_to jsonb NOT NULL,
        placed_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      ) WITH (fillfactor = 70);
      CREATE INDEX order_summaries_newest ON order_summaries (placed_at, order_id);
      CREATE INDEX order_summaries_of_customer ON order_summaries (customer_id, placed_at, order_id);
      CREATE TABLE price_list (sku text COLLATE "C" PRIMARY KEY, name text NOT NULL, price jsonb NOT NULL);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON order_summaries, price_list TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(session: QueryRunner): Promise<void> {
    await session.query('DROP TABLE price_list, order_summaries');
  }
}
