/** The server's error code, when the server answered at all. */
export const sqlStateOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
};

/**
 * Is the connection gone, or not to be used again? Then nobody knows what became of a statement under way.
 * An ordinary error of the server (a violated constraint, a lock timeout) leaves the connection whole.
 */
export const isConnectionLost = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { severity } = error as { severity?: string };
  if (severity === 'FATAL' || severity === 'PANIC') return true;
  const state = sqlStateOf(error);
  if (state !== undefined && severity !== undefined) return state.startsWith('08');
  return driverSays.test(error.message) || systemCodes.has((error as { code?: string }).code ?? '');
};

/** What pg says when the socket closed; it gives these errors no code. */
const driverSays = /connection terminated|connection error and is not queryable|client was closed|timeout exceeded when trying to connect|connection ended/i;

const systemCodes = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNABORTED']);

/** The connection was lost before the statement left: it did not happen. */
export const wasNeverSent = (error: unknown): boolean =>
  error instanceof Error && /connection error and is not queryable|client was closed and is not queryable/i.test(error.message);
