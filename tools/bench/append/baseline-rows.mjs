import { randomUUID } from 'node:crypto';
import { sampleEvents } from './sample-events.mjs';

/** Rows for the baseline's table, places included: it checks nothing and locks nothing, so places are simply counted up here. */
export class BaselineRows {
  #positions = new Array(16).fill(0);
  #appends = 0;

  /** The rows of one append, as columns. */
  next(columns = [[], [], [], [], [], [], []]) {
    const shard = this.#appends++ % 16;
    const streamId = `order-${randomUUID()}`;
    sampleEvents(randomUUID()).forEach((event, index) => {
      const row = [
        shard,
        ++this.#positions[shard],
        streamId,
        index + 1,
        event.eventId,
        JSON.stringify(event.data),
        JSON.stringify(event.metadata),
      ];
      row.forEach((value, at) => columns[at].push(value));
    });
    return columns;
  }

  reset() {
    this.#positions.fill(0);
  }
}

/** As cheap for the server as we know how: arrays of numbers as literals, texts joined (JSON never contains U+001E). */
export const insertRows = {
  name: 'baseline-insert',
  text: `INSERT INTO baseline (shard, position, stream_id, version, event_id, type, schema_version, published, data, metadata, recorded_at)
         SELECT shard, position, stream_id, version, event_id, 'OrderLineAdded', 1, true, data::jsonb, metadata::jsonb, clock_timestamp()
           FROM unnest($1::integer[], $2::bigint[], string_to_array($3, E'\\x1e'), $4::integer[], $5::uuid[],
                       string_to_array($6, E'\\x1e'), string_to_array($7, E'\\x1e'))
             AS row (shard, position, stream_id, version, event_id, data, metadata)`,
};

export function valuesOf([shards, positions, streamIds, versions, eventIds, data, metadata]) {
  const [texts, literals] = [(list) => list.join('\x1e'), (list) => `{${list.join(',')}}`];
  return [literals(shards), literals(positions), texts(streamIds), literals(versions), literals(eventIds), texts(data), texts(metadata)];
}
