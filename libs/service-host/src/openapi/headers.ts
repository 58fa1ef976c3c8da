import type { EndpointOptions } from './endpoint.js';

const text = { type: 'string' as const };
const entityTags = { ...text, pattern: '^(\\*|(W/)?"[0-9]{1,15}"(, ?(W/)?"[0-9]{1,15}"){0,20})$' };

/** What a request may say in its headers. */
export const requestHeaders = ({ idempotent, stream, conditional, consistent = true }: EndpointOptions) => [
  ...(idempotent ? [idempotencyKey] : []),
  ...(consistent ? [consistencyToken, prefer] : []),
  ...(stream ? [lastEventId] : []),
  ...(conditional === 'read' ? [ifNoneMatch] : []),
  ...(conditional === 'write' || conditional === 'required' ? [ifMatch(conditional === 'required')] : []),
];

const idempotencyKey = {
  name: 'Idempotency-Key',
  required: false,
  description:
    'The same for every retry: the first answer is sent again, for 24 h. 1 to 200 visible ASCII characters, in quotes or bare. Without one a request is done as often as it is sent.',
  schema: { ...text, pattern: '^("[!#-\\[\\]-~]{1,200}"|[!#-~][!-~]{0,199})$' },
};

const consistencyToken = {
  name: 'Consistency-Token',
  required: false,
  description: 'Of an earlier answer, unchanged: this request sees at least what that one saw.',
  schema: text,
};

const prefer = {
  name: 'Prefer',
  required: false,
  description:
    '`wait=<seconds>` (up to 30, else 2) for what the token covers; `stale-ok`: do not wait; `handling=strict`: 503 rather than a stale answer.',
  schema: text,
};

const lastEventId = {
  name: 'Last-Event-ID',
  required: false,
  description: 'The id of the last event of a stream that broke off: goes on after it.',
  schema: text,
};

const ifNoneMatch = {
  name: 'If-None-Match',
  required: false,
  description: 'ETags you have: 304 when it is still one of them.',
  schema: entityTags,
};

const ifMatch = (required: boolean) => ({
  name: 'If-Match',
  required: false,
  description: `The ETag of what you read: 412 when it has changed since.${required ? ' Some requests must have it: see above.' : ''}`,
  schema: entityTags,
});

/** What an answer says in its headers. */
export const responseHeaders = ({ location, idempotent, conditional, consistent = true }: EndpointOptions) => ({
  'Trace-Id': { description: 'Names the trace of this request.', schema: text },
  ...(consistent && {
    'Consistency-Token': { description: 'Send it with later requests to see at least what this answer shows.', schema: text },
    Consistency: {
      description: '`stale` when the answer could not wait until it covers the token.',
      schema: { ...text, enum: ['stale'] },
    },
    'Preference-Applied': { description: 'What of Prefer was done.', schema: text },
  }),
  ...(conditional && { ETag: { description: 'The version that is shown, for If-Match and If-None-Match.', schema: text } }),
  ...(idempotent && {
    'Idempotency-Replayed': { description: 'Present when this is an earlier answer.', schema: { ...text, enum: ['true'] } },
  }),
  ...(location && { Location: { description: 'Never answers 404.', schema: text } }),
});
