/** What a client prefers (RFC 7240), as far as it is understood here. */
export interface Preferences {
  /** Milliseconds a read may wait for consistency. */
  readonly waitMs?: number;
  /** `handling=strict`: rather no answer (503) than a stale one. */
  readonly strict?: boolean;
}

const longestWaitSeconds = 30;

/** Preferences that are not understood are ignored, as the RFC asks. */
export const preferencesOf = (header: string | undefined): Preferences => {
  if (header === undefined) return {};
  const wait = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?:$|[,;\s])/i.exec(header);
  const strict = /(?:^|[,;\s])handling\s*=\s*"?strict"?(?:$|[,;\s])/i.test(header);
  return { ...(wait && { waitMs: Math.min(Number(wait[1]), longestWaitSeconds) * 1000 }), ...(strict && { strict }) };
};
