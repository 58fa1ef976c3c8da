import type { MigrationInterface, QueryRunner } from 'typeorm';

/** `charges`: how each key stands. `movements`: what happened to money, only ever added to, and deliberately not unique: a double charge would show. */
export class CreateBooks1764200000000 implements MigrationInterface {
  readonly name = 'CreateBooks1764200000000';

  async up(session: QueryRunner): Promise<void> {
    await session.query(`
      CREATE TABLE charges (
        key text COLLATE "C" PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 200),
        charge jsonb NOT NULL,
        updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE TABLE movements (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        key text COLLATE "C" NOT NULL REFERENCES charges,
        kind text NOT NULL CHECK (kind IN ('authorisation', 'capture', 'void', 'refund')),
        amount bigint NOT NULL CHECK (amount > 0),
        currency text NOT NULL,
        moved_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX movements_of_key ON movements (key);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON charges TO %I', current_database() || '_runtime');
        EXECUTE format('GRANT SELECT, INSERT ON movements TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(session: QueryRunner): Promise<void> {
    await session.query('DROP TABLE movements; DROP TABLE charges');
  }
}
