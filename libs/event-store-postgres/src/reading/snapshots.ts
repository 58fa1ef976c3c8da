import type { Snapshot } from '@millrace/event-store';
import type { QueryConfig } from 'pg';

/** Of several snapshots for one slot in one call the newest counts; a row that is newer already stays. */
export const saveSnapshotsQuery = (snapshots: readonly Snapshot[]): QueryConfig => ({
  name: 'millrace-save-snapshots',
  text: `INSERT INTO snapshots (stream_id, fold, fold_version, version, state)
         SELECT DISTINCT ON (stream_id, fold, fold_version) stream_id, fold, fold_version, version, state::jsonb
           FROM unnest($1::text[], $2::text[], $3::integer[], $4::integer[], $5::text[]) AS given (stream_id, fold, fold_version, version, state)
          ORDER BY stream_id, fold, fold_version, version DESC
         ON CONFLICT (stream_id, fold, fold_version) DO UPDATE SET version = excluded.version, state = excluded.state
          WHERE snapshots.version < excluded.version`,
  values: [
    snapshots.map(({ streamId }) => streamId),
    snapshots.map(({ fold }) => fold),
    snapshots.map(({ foldVersion }) => foldVersion),
    snapshots.map(({ version }) => version),
    snapshots.map(({ state }) => JSON.stringify(state)),
  ],
});
