-- What consumers of other services may read: published events, and private ones as places without content.
-- security_barrier: a reader's own functions in WHERE never see the rows before the content is hidden.
CREATE VIEW published_log WITH (security_barrier) AS
SELECT shard,
       position,
       published,
       CASE WHEN published THEN stream_id END      AS stream_id,
       CASE WHEN published THEN version END        AS version,
       CASE WHEN published THEN event_id END       AS event_id,
       CASE WHEN published THEN type END           AS type,
       CASE WHEN published THEN schema_version END AS schema_version,
       CASE WHEN published THEN data END           AS data,
       CASE WHEN published THEN metadata END       AS metadata,
       CASE WHEN published THEN recorded_at END    AS recorded_at
  FROM events;
