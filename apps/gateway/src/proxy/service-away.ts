import { Problem, ServiceAway, unavailable } from '@millrace/service-host';

/** What a client is told of a service that cannot be asked, or whose answer was lost; any other error as it is. */
export const problemOfAway = (error: unknown, idempotent: boolean): unknown => {
  if (!(error instanceof ServiceAway)) return error;
  const { service, sent, timedOut, message } = error;
  const details = { service };
  if (sent && !idempotent)
    return new Problem(
      timedOut ? 504 : 502,
      'service.answer-lost',
      `${message}: it may or may not have done this. Look before you try again.`,
      { details },
    );
  if (timedOut) return new Problem(504, 'service.no-answer', `${message}. Try again.`, { details, headers: { 'retry-after': '2' } });
  const { status, code, detail, options } = unavailable('service.away', `${message} at the moment. Try again.`, 2);
  return new Problem(status, code, detail, { ...options, details });
};
