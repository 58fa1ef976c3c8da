import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreateStock1764100000000 implements MigrationInterface {
  readonly name = 'CreateStock1764100000000';

  async up(session: QueryRunner): Promise<void> {
    await session.query(`
      CREATE TABLE stock (
        sku text COLLATE "C" PRIMARY KEY,
        name text NOT NULL,
        price jsonb NOT NULL,
        on_hand bigint NOT NULL CHECK (on_hand >= 0),
        reserved bigint NOT NULL CHECK (reserved BETWEEN 0 AND on_hand),
        available bigint NOT NULL,
        added_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE INDEX stock_newest ON stock (added_at, sku);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON stock TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(session: QueryRunner): Promise<void> {
    await session.query('DROP TABLE stock');
  }
}
