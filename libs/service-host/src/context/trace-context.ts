import { randomBytes } from 'node:crypto';

/** W3C trace context of one request: whose trace it belongs to, and this service's own span in it. */
export interface TraceContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly flags: string;
}

const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Goes on with the caller's trace, or begins one when the header is absent or malformed (the standard asks for that, not for an error). */
export const traceContextOf = (header: string | undefined): TraceContext => {
  const spanId = randomBytes(8).toString('hex');
  const match = header === undefined ? null : pattern.exec(header);
  const usable =
    match && match[1] !== 'ff' && !/^0+$/.test(match[2]!) && !/^0+$/.test(match[3]!) && (match[1] !== '00' || match[5] === undefined);
  return usable ? { traceId: match[2]!, spanId, flags: match[4]! } : { traceId: randomBytes(16).toString('hex'), spanId, flags: '01' };
};

export const traceparentOf = ({ traceId, spanId, flags }: TraceContext): string => `00-${traceId}-${spanId}-${flags}`;
