-- Folded states, to load long streams quickly. A cache: losing it loses nothing.
CREATE TABLE snapshots (
  stream_id    text COLLATE "C" NOT NULL,
  fold         text COLLATE "C" NOT NULL,
  fold_version integer NOT NULL,
  version      integer NOT NULL,
  state        jsonb   NOT NULL,
  PRIMARY KEY (stream_id, fold, fold_version)
);
