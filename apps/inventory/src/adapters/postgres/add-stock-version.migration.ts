import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ETag of a row: the version of its stream that it shows. Rows that are there get the one their watermark has reached. */
export class AddStockVersion1764200000000 implements MigrationInterface {
  readonly name = 'AddStockVersion1764200000000';

  async up(session: QueryRunner): Promise<void> {
    await session.query(`
      ALTER TABLE stock ADD COLUMN version integer NOT NULL DEFAULT 0;
      UPDATE stock SET version = shown.version
        FROM (SELECT events.stream_id, max(events.version) AS version
                FROM events JOIN watermarks ON watermarks.shard = events.shard AND events.position <= watermarks.position
               WHERE watermarks.subscription = 'stock' AND watermarks.source = 'inventory'
               GROUP BY events.stream_id) AS shown
       WHERE shown.stream_id = 'sku-' || stock.sku;
      ALTER TABLE stock ALTER COLUMN version DROP DEFAULT;
    `);
  }

  async down(session: QueryRunner): Promise<void> {
    await session.query('ALTER TABLE stock DROP COLUMN version');
  }
}
