-- Decides the requests of a batch one after the other, when they cannot all simply be appended. Called by append_events, with the shards locked.
--
-- p_requests: [[call, command id to look for or null, [[stream, expected version or -1, number of events], …]], …]; stream is an index into p_streams.
-- A request that fails makes later requests of its call on any of its streams fail: they were decided on events that never happened.
--
-- outcomes: per request 0 appended, 1 conflict, 2 was appended before (its command id was found).
-- offsets, steps: per event its place above the shard's head and the stream's version; null when it is not to be inserted.
-- together: per event the places of all events of its request, when these lie in several shards.
CREATE FUNCTION decide_appends(
  p_requests     jsonb,
  p_streams      text[],
  p_versions     integer[],
  p_shards       integer[],
  p_heads        bigint[],
  p_event_shards integer[],
  OUT outcomes   integer[],
  OUT offsets    integer[],
  OUT steps      integer[],
  OUT together   jsonb[]
) LANGUAGE plpgsql STABLE SET search_path = public, pg_temp AS $$
DECLARE
  v_request  jsonb;
  v_stream   integer;
  v_expected integer;
  v_count    integer;
  v_shard    integer;
  v_call     integer := -1;
  v_failed   integer[] := '{}';
  v_versions integer[] := p_versions;
  v_taken    integer[] := array_fill(0, ARRAY[cardinality(p_shards)]);
  v_event    integer := 0;
  v_first    integer;
  v_fits     boolean;
  v_places   jsonb;
BEGIN
  outcomes := '{}'; offsets := '{}'; steps := '{}'; together := '{}';
  FOR v_request IN SELECT value FROM jsonb_array_elements(p_requests) LOOP
    IF (v_request ->> 0)::integer <> v_call THEN
      v_call := (v_request ->> 0)::integer;
      v_failed := '{}';
    END IF;

    v_fits := true;
    FOR v_stream, v_expected IN
      SELECT (entry ->> 0)::integer, (entry ->> 1)::integer FROM jsonb_array_elements(v_request -> 2) AS entry
    LOOP
      v_fits := v_fits AND NOT v_stream = ANY (v_failed) AND v_expected IN (-1, v_versions[v_stream]);
    END LOOP;

    IF v_request ->> 1 IS NOT NULL AND EXISTS (
      SELECT FROM jsonb_array_elements(v_request -> 2) AS entry, events
       WHERE events.stream_id = p_streams[(entry ->> 0)::integer]
         AND events.version > greatest((entry ->> 1)::integer, 0)
         AND events.metadata ->> 'commandId' = v_request ->> 1)
    THEN
      outcomes := outcomes || 2;
      v_fits := false;
    ELSIF v_fits THEN
      outcomes := outcomes || 0;
    ELSE
      outcomes := outcomes || 1;
      v_failed := v_failed || ARRAY(SELECT (entry ->> 0)::integer FROM jsonb_array_elements(v_request -> 2) AS entry);
    END IF;

    v_first := v_event + 1;
    FOR v_stream, v_count IN
      SELECT (entry ->> 0)::integer, (entry ->> 2)::integer FROM jsonb_array_elements(v_request -> 2) AS entry
    LOOP
      FOR i IN 1 .. v_count LOOP
        v_event := v_event + 1;
        IF v_fits THEN
          v_shard := p_event_shards[v_event];
          v_taken[v_shard] := v_taken[v_shard] + 1;
          v_versions[v_stream] := v_versions[v_stream] + 1;
          offsets[v_event] := v_taken[v_shard];
          steps[v_event] := v_versions[v_stream] - p_versions[v_stream];
        ELSE
          offsets[v_event] := NULL;
          steps[v_event] := NULL;
        END IF;
        together[v_event] := NULL;
      END LOOP;
    END LOOP;

    IF v_fits AND (SELECT count(DISTINCT p_event_shards[e]) FROM generate_series(v_first, v_event) AS e) > 1 THEN
      SELECT jsonb_build_object('together', jsonb_agg(jsonb_build_object(
               'shard', p_shards[p_event_shards[e]],
               'position', p_heads[p_event_shards[e]] + offsets[e]) ORDER BY e))
        INTO v_places
        FROM generate_series(v_first, v_event) AS e;
      FOR e IN v_first .. v_event LOOP
        together[e] := v_places;
      END LOOP;
    END IF;
  END LOOP;
END
$$;
