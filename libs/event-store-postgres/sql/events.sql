-- The log. Written by append_events only; rows are never updated or deleted. A storage format.
CREATE TABLE events (
  shard          integer     NOT NULL,
  position       bigint      NOT NULL,
  version        integer     NOT NULL,
  schema_version integer     NOT NULL,
  event_id       uuid        NOT NULL,
  recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  published      boolean     NOT NULL,
  stream_id      text COLLATE "C" NOT NULL,
  type           text        NOT NULL,
  data           jsonb       NOT NULL,
  metadata       jsonb       NOT NULL,
  PRIMARY KEY (shard, position),
  UNIQUE (stream_id, version)
);
