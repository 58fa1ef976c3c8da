-- One row per slice of the log. Rows are locked by appends and never updated, so the table never bloats.
CREATE TABLE shards (
  shard integer PRIMARY KEY CHECK (shard >= 0)
);
