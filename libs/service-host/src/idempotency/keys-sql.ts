/** Is a session that claimed a key still there? One's own does not count: what this process is at, it knows without asking. */
const held = `known.holder_pid <> pg_backend_pid() AND known.claimed_at > clock_timestamp() - $5 * interval '1 millisecond'
          AND EXISTS (SELECT FROM pg_stat_get_activity(known.holder_pid) AS session WHERE session.backend_start = known.holder_since)`;
const expired = `known.created_at <= clock_timestamp() - $4 * interval '1 millisecond'`;

/** Answers the keys that were claimed: new ones, expired ones, and those of the same request whose attempt was broken off. */
export const claimSql = `
INSERT INTO idempotency_keys AS known (id, fingerprint, command_id, holder_pid, holder_since, claimed_at, created_at)
SELECT id, fingerprint, command_id, pg_backend_pid(), (SELECT backend_start FROM pg_stat_get_activity(pg_backend_pid())), clock_timestamp(),
       clock_timestamp()
  FROM unnest($1::text[], $2::text[], $3::uuid[]) AS wanted (id, fingerprint, command_id)
 ORDER BY id COLLATE "C"
    ON CONFLICT (id) DO UPDATE SET
       fingerprint = excluded.fingerprint,
       command_id = CASE WHEN ${expired} THEN excluded.command_id ELSE known.command_id END,
       attempt = CASE WHEN ${expired} THEN 1 ELSE known.attempt + 1 END,
       created_at = CASE WHEN ${expired} THEN excluded.created_at ELSE known.created_at END,
       holder_pid = excluded.holder_pid, holder_since = excluded.holder_since, claimed_at = excluded.claimed_at,
       status = NULL, headers = NULL, body = NULL
 WHERE ${expired}
    OR (known.status IS NULL AND known.fingerprint = excluded.fingerprint AND (${held}) IS NOT TRUE)
RETURNING id, command_id, attempt`;

export const lookSql = 'SELECT id, fingerprint, status, headers, body FROM idempotency_keys WHERE id = ANY ($1::text[])';

const mine = `
  FROM unnest($1::text[], $2::uuid[], $3::integer[], $4::smallint[], $5::text[], $6::text[]) AS answer (id, command_id, attempt, status, headers, body)
 WHERE known.id = answer.id COLLATE "C" AND known.command_id = answer.command_id AND known.attempt = answer.attempt AND known.status IS NULL`;

/** Locked in the order of ids, as claims lock them. Only the attempt that holds the key may answer it. */
export const keepSql = `
WITH locked AS (SELECT FROM idempotency_keys WHERE id = ANY ($1::text[]) ORDER BY id COLLATE "C" FOR UPDATE)
UPDATE idempotency_keys AS known
   SET status = answer.status, headers = answer.headers::jsonb, body = answer.body, holder_pid = NULL, holder_since = NULL
  ${mine} AND (SELECT count(*) FROM locked) > 0
RETURNING known.id`;

export const releaseSql = `
UPDATE idempotency_keys SET holder_pid = NULL, holder_since = NULL
 WHERE id = $1 AND command_id = $2 AND attempt = $3 AND status IS NULL`;

export const sweepAtMost = 1_000;
export const sweepSql = `
DELETE FROM idempotency_keys
 WHERE id IN (SELECT id FROM idempotency_keys WHERE created_at <= clock_timestamp() - $1 * interval '1 millisecond'
               ORDER BY created_at LIMIT ${sweepAtMost} FOR UPDATE SKIP LOCKED)`;
