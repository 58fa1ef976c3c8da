-- Which log this is, for its consumers.
CREATE VIEW log_description AS
SELECT log_id || '-' || restore_count AS generation,
       shards
  FROM log_identity;
