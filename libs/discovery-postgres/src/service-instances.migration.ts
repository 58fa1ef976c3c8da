import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who is there. Any database will do that all services can reach. Rows are leases by the database's clock: clocks of machines do not count. */
export class CreateServiceInstances1764000000030 implements MigrationInterface {
  readonly name = 'CreateServiceInstances1764000000030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE service_instances (
        service text COLLATE "C" NOT NULL,
        id text COLLATE "C" NOT NULL,
        url text NOT NULL,
        version text,
        metadata jsonb NOT NULL,
        alive_until timestamptz NOT NULL,
        PRIMARY KEY (service, id)
      ) WITH (fillfactor = 50);
      DO $$ BEGIN
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON service_instances TO %I', current_database() || '_runtime');
      END $$;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE service_instances');
  }
}
