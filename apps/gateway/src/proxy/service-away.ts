import { Problem, ServiceAway, unavailable } from '@millrace/service-host';

/** What a client is told of a service that cannot be asked, or whose answer was lost; any other error as it is. */
export const problemOfAway = (error: unknown, idempotent: boolean): unknown => {
  if (!(error instanceof ServiceAway)) return error;
  const { service, sent, timedOut, message } = error;
  const details = { service };
  if (sent && !idempotent)
    return new Problem(503, 'service.answer-lost', `${message}: it may or may not have done this. Look before you try again.`, { details });
  if (timedOut) return new Problem(503, 'service.no-answer', `${message}. Try again.`, { details, headers: { 'retry-after': '2' } });
  const { status, code, detail, options } = unavailable('service.away', `${message} at the moment. Try again.`, 2);
  return new Problem(status, code, detail, { ...options, details });
};

/** The same for the document of the API: what every operation of a service can be answered with, and those that are not asked twice. */
export const problemsOfAway = {
  'service.away': 'The service cannot be reached at the moment. Try again.',
  'service.no-answer': 'The service did not answer in time. Try again.',
};
export const problemOfLostAnswer = {
  'service.answer-lost':
    'The service broke off before it answered, and may or may not have done this. With an Idempotency-Key the request is made again for you.',
};
