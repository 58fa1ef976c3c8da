import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of the subscriptions: watermarks, leases, due work, parked keys. The runtime role may change all of them: they are derived, the log is the truth. */
export class CreateSubscriptions1764000000001 implements MigrationInterface {
  readonly name = 'CreateSubscriptions1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE watermarks (
        subscription text COLLATE "C" NOT NULL,
        source text COLLATE "C" NOT NULL,
        shard smallint NOT NULL,
        generation text NOT NULL,
        position bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (subscription, source, shard)
      ) WITH (fillfactor = 50);

      CREATE TABLE lease_members (
        instance text COLLATE "C" PRIMARY KEY,
        alive_until timestamptz NOT NULL
      );
      CREATE TABLE shard_leases (
        shard smallint PRIMARY KEY,
        instance text COLLATE "C" NOT NULL,
        held_until timestamptz NOT NULL
      ) WITH (fillfactor = 50);

      CREATE TABLE due_work (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text COLLATE "C" NOT NULL CHECK (kind IN ('deadline', 'effect', 'parked')),
        owner text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        name text COLLATE "C" NOT NULL,
        payload jsonb NOT NULL,
        due_at timestamptz NOT NULL,
        attempts integer NOT NULL DEFAULT 0,
        last_error text
      );
      CREATE INDEX due_work_due ON due_work (kind, owner, due_at);
      CREATE INDEX due_work_key ON due_work (kind, owner, key, id);

      CREATE TABLE parked_keys (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        subscription text COLLATE "C" NOT NULL,
        consumer text COLLATE "C" NOT NULL,
        key text COLLATE "C" NOT NULL,
        error text NOT NULL,
        attempts integer NOT NULL DEFAULT 1,
        parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        UNIQUE (subscription, consumer, key)
      );
      CREATE TABLE parked_skips (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        subscription text NOT NULL,
        consumer text NOT NULL,
        key text NOT NULL,
        input jsonb NOT NULL,
        error text NOT NULL,
        reason text NOT NULL,
        skipped_by text NOT NULL,
        skipped_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON watermarks, lease_members, shard_leases, due_work, parked_keys TO %I', current_database() || '_runtime');
        EXECUTE format('GRANT SELECT, INSERT ON parked_skips TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE parked_skips, parked_keys, due_work, shard_leases, lease_members, watermarks');
  }
}
