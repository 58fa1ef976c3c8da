import { readFile } from 'node:fs/promises';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In this order: later ones lean on earlier ones. */
const objects = [
  'shards',
  'events',
  'events_by_correlation',
  'snapshots',
  'log_identity',
  'published_log',
  'log_description',
  'log_heads',
  'decide_appends',
  'append_events',
  'privileges',
];

/** Beside src/ and dist/ alike. */
const sqlOf = (name: string): Promise<string> => readFile(new URL(`../sql/${name}.sql`, import.meta.url), 'utf8');

/**
 * The migrations that create a service's log. `shards` counts when the log is created and never again: streams stay where they are.
 * Run them as the owner; the service itself runs as `<database>_runtime`.
 */
export const eventLogMigrations = ({ shards = 16 }: { readonly shards?: number } = {}): (new () => MigrationInterface)[] => [
  class CreateEventLog1764000000000 implements MigrationInterface {
    readonly name = 'CreateEventLog1764000000000';

    async up(session: QueryRunner): Promise<void> {
      for (const name of objects) await session.query(await sqlOf(name));
      await session.query('INSERT INTO shards SELECT generate_series(0, $1::integer - 1)', [shards]);
      await session.query(
        `INSERT INTO log_identity (log_id, shards)
         SELECT string_agg(substr('abcdefghijklmnopqrstuvwxyz0123456789', 1 + floor(random() * 36)::integer, 1), ''), $1
           FROM generate_series(1, 8)`,
        [shards],
      );
    }

    async down(): Promise<void> {
      throw new Error('a log is not taken back: drop the database');
    }
  },
];
