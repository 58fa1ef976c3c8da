import type { AppendOutcome } from '@millrace/event-store';
import type { ClientBase } from 'pg';
import { eventColumns, type EventRow, type Log, recordedOf } from '../reading/recorded-row.js';
import type { CheckedRequest } from './append-call.js';

const sql = `
SELECT ${eventColumns
  .split(', ')
  .map((column) => `event.${column}`)
  .join(', ')},
       coalesce((SELECT max(version) FROM events WHERE events.stream_id = wanted.stream_id COLLATE "C"), 0) AS head, wanted.stream_id AS wanted
  FROM unnest($1::text[]) WITH ORDINALITY AS wanted (stream_id, at)
  LEFT JOIN events AS event ON event.stream_id = wanted.stream_id COLLATE "C" AND event.metadata ->> 'commandId' = $2
 ORDER BY wanted.at, event.version`;

/** What an earlier attempt appended, with its real places. Committed events never change, so this needs no lock. */
export const readRepeated = async (client: ClientBase, { request }: CheckedRequest, log: Log): Promise<AppendOutcome> => {
  const { rows } = await client.query<EventRow & { readonly head: number; readonly wanted: string }>({
    name: 'millrace-read-repeated',
    text: sql,
    values: [request.streams.map(({ streamId }) => streamId), request.commandId],
  });
  const versions = new Map(rows.map(({ wanted, head }) => [wanted, head]));
  const events = rows.filter(({ shard }) => shard !== null).map((row) => recordedOf(row, log));
  for (const { streamId, version } of events) versions.set(streamId, version);
  return { kind: 'appended', events, versions };
};
