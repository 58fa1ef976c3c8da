-- The highest position of every shard that has events.
CREATE VIEW log_heads AS
SELECT shard, position
  FROM (SELECT shards.shard,
               (SELECT max(events.position) FROM events WHERE events.shard = shards.shard) AS position
          FROM shards) AS heads
 WHERE position IS NOT NULL;
