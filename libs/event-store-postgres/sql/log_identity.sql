-- One row. The generation `<log_id>-<restore_count>` keeps positions of a restored log apart from older ones: whoever restores a backup raises restore_count.
CREATE TABLE log_identity (
  only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  log_id        text    NOT NULL CHECK (log_id ~ '^[a-z0-9]{8}$'),
  restore_count integer NOT NULL DEFAULT 1 CHECK (restore_count BETWEEN 1 AND 999999),
  shards        integer NOT NULL CHECK (shards BETWEEN 1 AND 1024)
);
