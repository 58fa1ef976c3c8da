import type { LoadedStream, LoadRequest, Snapshot } from '@millrace/event-store';
import type { QueryConfig } from 'pg';
import { eventColumns, type EventRow, type Log, upcastRow } from './recorded-row.js';

/** One row per event, and one for a stream without any. The state of a snapshot comes with its stream's first row only. */
interface LoadedRow extends Omit<EventRow, 'version'> {
  readonly at: number;
  readonly head: number;
  readonly snapshot_version: number | null;
  readonly snapshot_state: unknown;
  readonly version: number | null;
}

const sql = `
SELECT wanted.at::integer,
       coalesce((SELECT max(version) FROM events WHERE events.stream_id = wanted.stream_id COLLATE "C"), 0) AS head,
       snapshot.version AS snapshot_version,
       CASE WHEN event.version IS NULL OR event.version = snapshot.version + 1 THEN snapshot.state END AS snapshot_state,
       ${eventColumns
         .split(', ')
         .map((column) => `event.${column}`)
         .join(', ')}
  FROM unnest($1::text[], $2::integer[], $3::text[], $4::integer[]) WITH ORDINALITY AS wanted (stream_id, after, fold, fold_version, at)
  LEFT JOIN snapshots AS snapshot
    ON snapshot.stream_id = wanted.stream_id COLLATE "C" AND snapshot.fold = wanted.fold COLLATE "C"
   AND snapshot.fold_version = wanted.fold_version AND snapshot.version > wanted.after
  LEFT JOIN LATERAL (
    SELECT * FROM events
     WHERE events.stream_id = wanted.stream_id COLLATE "C" AND events.version > coalesce(snapshot.version, wanted.after)
     ORDER BY events.version
  ) AS event ON true
 ORDER BY wanted.at, event.version`;

export const loadQuery = (requests: readonly LoadRequest[]): QueryConfig => ({
  name: 'millrace-load',
  text: sql,
  values: [
    requests.map(({ streamId }) => streamId),
    requests.map(({ afterVersion }) => afterVersion ?? 0),
    requests.map(({ snapshot }) => snapshot?.fold ?? null),
    requests.map(({ snapshot }) => snapshot?.foldVersion ?? null),
  ],
});

export const loadedStreams = (requests: readonly LoadRequest[], rows: readonly LoadedRow[], log: Log): Map<string, LoadedStream> => {
  const byRequest: LoadedRow[][] = requests.map(() => []);
  for (const row of rows) byRequest[row.at - 1]!.push(row);
  return new Map(requests.map((request, index) => [request.streamId, loadedStream(request, byRequest[index]!, log)]));
};

const loadedStream = (request: LoadRequest, rows: readonly LoadedRow[], log: Log): LoadedStream => {
  const first = rows[0]!;
  const events = first.version === null ? [] : rows.map((row) => upcastRow(row as EventRow, log));
  const snapshot = snapshotOf(request, first);
  return { version: first.head, ...(snapshot && { snapshot }), events };
};

const snapshotOf = ({ streamId, snapshot }: LoadRequest, row: LoadedRow): Snapshot | undefined =>
  snapshot && row.snapshot_version !== null
    ? { streamId, ...snapshot, version: row.snapshot_version, state: row.snapshot_state }
    : undefined;
