/** As much of an error as is looked at here. Not `instanceof Error`: errors of sockets may come from another realm. */
interface Failure {
  readonly message?: string;
  readonly code?: string;
  /** The server's errors have one. */
  readonly severity?: string;
}

const failureOf = (error: unknown): Failure => (typeof error === 'object' && error !== null ? error : {});

/** The server's error code, when it was the server that answered. */
export const sqlStateOf = (error: unknown): string | undefined => {
  const { code, severity } = failureOf(error);
  return severity === undefined ? undefined : code;
};

/**
 * Is the connection gone, or not to be used again? Then nobody knows what became of a statement under way.
 * An ordinary error of the server (a violated constraint, a lock timeout) leaves the connection whole.
 */
export const isConnectionLost = (error: unknown): boolean => {
  const { message = '', code = '', severity } = failureOf(error);
  if (severity !== undefined) return severity === 'FATAL' || severity === 'PANIC' || code.startsWith('08');
  return driverSays.test(message) || systemCodes.has(code);
};

/** The connection was lost before the statement left: it did not happen. */
export const wasNeverSent = (error: unknown): boolean =>
  /connection error and is not queryable|client was closed and is not queryable/i.test(failureOf(error).message ?? '');

/** What pg says when the socket closed; it gives these errors no code. */
const driverSays = /connection terminated|is not queryable|timeout exceeded when trying to connect|connection ended/i;

const systemCodes = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
