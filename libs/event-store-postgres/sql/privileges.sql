-- Roles by convention: <database>_runtime is the service, <database>_reader its consumers. One that does not exist is passed over.
-- The service appends through append_events only; consumers see the published log and nothing else.
DO $$
DECLARE
  v_runtime text := current_database() || '_runtime';
  v_reader  text := current_database() || '_reader';
BEGIN
  REVOKE ALL ON shards, events, snapshots, log_identity, published_log, log_description, log_heads FROM PUBLIC;
  REVOKE ALL ON FUNCTION append_events, decide_appends FROM PUBLIC;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = v_runtime) THEN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', v_runtime);
    EXECUTE format('GRANT EXECUTE ON FUNCTION append_events TO %I', v_runtime);
    EXECUTE format('GRANT SELECT ON shards, events, snapshots, log_identity, published_log, log_description, log_heads TO %I', v_runtime);
    EXECUTE format('GRANT INSERT, UPDATE, DELETE ON snapshots TO %I', v_runtime);
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = v_reader) THEN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', v_reader);
    EXECUTE format('GRANT SELECT ON published_log, log_description, log_heads TO %I', v_reader);
  END IF;
END
$$;
