import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Requests with an `Idempotency-Key`, and their answers. Derived, like watermarks: that a command was done is known by its id in the log, which is written in the same
 * transaction as its events; this table says which id that is, who is at it, and what was answered.
 *
 * `holder_pid`, `holder_since`: the session that claimed the key. When it is gone, so is whoever was at it.
 */
export class CreateIdempotencyKeys1764000000003 implements MigrationInterface {
  readonly name = 'CreateIdempotencyKeys1764000000003';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency_keys (
        id           text COLLATE "C" PRIMARY KEY,
        fingerprint  text COLLATE "C" NOT NULL,
        command_id   uuid NOT NULL,
        attempt      integer NOT NULL DEFAULT 1,
        holder_pid   integer,
        holder_since timestamptz,
        claimed_at   timestamptz NOT NULL,
        created_at   timestamptz NOT NULL,
        status       smallint,
        headers      jsonb,
        body         text
      ) WITH (fillfactor = 70);
      CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency_keys TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE idempotency_keys');
  }
}
