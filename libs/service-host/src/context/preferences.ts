/** What a client prefers (RFC 7240), as far as it is understood here. */
export interface Preferences {
  /** Milliseconds a read may wait for consistency: `wait=<seconds>`, or 0 with `stale-ok`. */
  readonly waitMs?: number;
  /** `handling=strict`: rather no answer (503) than a stale one. */
  readonly strict?: boolean;
  /** The preferences above, as they are told back. */
  readonly names?: readonly string[];
}

const longestWaitSeconds = 30;

/** Preferences that are not understood are ignored, as the RFC asks. */
export const preferencesOf = (header: string | undefined): Preferences => {
  if (header === undefined) return {};
  const wait = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?:$|[,;\s])/i.exec(header);
  const strict = /(?:^|[,;\s])handling\s*=\s*"?strict"?(?:$|[,;\s])/i.test(header);
  const staleOk = /(?:^|[,;\s])stale-ok(?:$|[,;\s])/i.test(header);
  const seconds = staleOk ? 0 : wait ? Math.min(Number(wait[1]), longestWaitSeconds) : undefined;
  const names = [...(staleOk ? ['stale-ok'] : wait ? [`wait=${seconds}`] : []), ...(strict ? ['handling=strict'] : [])];
  return { ...(seconds !== undefined && { waitMs: seconds * 1000 }), ...(strict && { strict }), ...(names.length > 0 && { names }) };
};
