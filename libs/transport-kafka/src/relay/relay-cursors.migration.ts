import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the relay is. Derived: without it everything is published again, and consumers drop what they have. */
export class CreateRelayCursors1764000000002 implements MigrationInterface {
  readonly name = 'CreateRelayCursors1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE relay_cursors (
        topic text COLLATE "C" NOT NULL,
        shard smallint NOT NULL,
        generation text NOT NULL,
        position bigint NOT NULL,
        end_offset bigint NOT NULL,
        PRIMARY KEY (topic, shard)
      ) WITH (fillfactor = 50);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON relay_cursors TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE relay_cursors');
  }
}
