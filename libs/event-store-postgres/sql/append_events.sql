-- Appends a batch of requests: one call, one round trip. The only way into the events table.
--
-- Separate statements of a READ COMMITTED function, in this order: lock the shards, read heads and versions, check, insert. (In one statement the
-- check would read a snapshot from before the lock.) The locks last until the transaction ends: positions are dense and commit order is position order.
--
-- Texts come joined with U+001E, which JSON text never contains: cheaper to take apart than array literals.
-- p_expected: per stream the version it must have so that every request fits; -1: any.
-- p_event_streams, p_event_shards: per event an index into p_streams and p_shards.
-- p_offsets, p_steps: per event its place above the shard's head and the stream's version, if every request fits.
-- p_careful: the caller knows that the requests cannot be taken as a whole (see decide_appends, also for p_requests).
--
-- heads, versions: before the insert, in order of p_shards and p_streams. outcomes: per request, see decide_appends; null: all appended.
CREATE FUNCTION append_events(
  p_shards          integer[],
  p_streams         text,
  p_expected        integer[],
  p_event_streams   integer[],
  p_event_shards    integer[],
  p_offsets         integer[],
  p_steps           integer[],
  p_event_ids       uuid[],
  p_types           text,
  p_schema_versions integer[],
  p_published       boolean[],
  p_data            text,
  p_metadata        text,
  p_requests        text,
  p_careful         boolean,
  OUT heads         text,
  OUT versions      text,
  OUT outcomes      text,
  OUT recorded      timestamptz
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  v_streams  text[] := string_to_array(p_streams, E'\x1e');
  v_heads    bigint[];
  v_versions integer[];
  v_locked   integer;
  v_decided  record;
  v_together jsonb[] := '{}';
BEGIN
  PERFORM FROM shards WHERE shard = ANY (p_shards) ORDER BY shard FOR UPDATE;
  GET DIAGNOSTICS v_locked = ROW_COUNT;
  IF v_locked <> cardinality(p_shards) THEN
    RAISE EXCEPTION 'this log does not have all of the shards %', p_shards USING ERRCODE = 'XX000';
  END IF;

  v_heads := ARRAY(
    SELECT coalesce((SELECT max(position) FROM events WHERE events.shard = wanted.shard), 0)
      FROM unnest(p_shards) WITH ORDINALITY AS wanted (shard, at) ORDER BY at);
  v_versions := ARRAY(
    SELECT coalesce((SELECT max(version) FROM events WHERE events.stream_id = wanted.stream_id COLLATE "C"), 0)
      FROM unnest(v_streams) WITH ORDINALITY AS wanted (stream_id, at) ORDER BY at);
  -- Milliseconds: what a reader's clock types keep, so that the time is the same wherever it is read.
  recorded := date_trunc('milliseconds', clock_timestamp());

  IF p_careful OR EXISTS (
    SELECT FROM unnest(p_expected, v_versions) AS stream (expected, version) WHERE expected <> -1 AND expected <> version)
  THEN
    v_decided := decide_appends(p_requests::jsonb, v_streams, v_versions, p_shards, v_heads, p_event_shards);
    p_offsets := v_decided.offsets;
    p_steps := v_decided.steps;
    v_together := v_decided.together;
    outcomes := array_to_string(v_decided.outcomes, ',');
  END IF;

  INSERT INTO events (shard, position, stream_id, version, event_id, type, schema_version, published, data, metadata, recorded_at)
  SELECT p_shards[shard_at], v_heads[shard_at] + place, v_streams[stream_at], v_versions[stream_at] + step,
         event_id, type, schema_version, published, data::jsonb,
         CASE WHEN together IS NULL THEN metadata::jsonb ELSE metadata::jsonb || together END,
         recorded
    FROM unnest(p_event_shards, p_offsets, p_event_streams, p_steps, p_event_ids, string_to_array(p_types, E'\x1e'), p_schema_versions,
                p_published, string_to_array(p_data, E'\x1e'), string_to_array(p_metadata, E'\x1e'), v_together)
      AS event (shard_at, place, stream_at, step, event_id, type, schema_version, published, data, metadata, together)
   WHERE place IS NOT NULL;

  heads := array_to_string(v_heads, ',');
  versions := array_to_string(v_versions, ',');
END
$$;
