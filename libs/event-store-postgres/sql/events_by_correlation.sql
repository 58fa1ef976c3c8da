-- "What happened in this business transaction": the timeline of one correlation id.
CREATE INDEX events_by_correlation ON events ((metadata ->> 'correlationId'));
