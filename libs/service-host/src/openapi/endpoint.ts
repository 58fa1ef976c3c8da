import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';

export interface EndpointOptions {
  readonly summary: string;
  readonly description?: string;
  /** Status of success; 200 unless said. Also set on the answer. */
  readonly status?: number;
  readonly response?: z.ZodType;
  /** What can go wrong, by status, in words or with the codes: `{ 409: 'order.price-changed' }`. 400, 500 and 503 are always there. */
  readonly problems?: Readonly<Record<number, string>>;
  /** Takes an `Idempotency-Key`, as every POST does: 409 and 422 can be about the key. */
  readonly idempotent?: boolean;
  /** Takes a `Consistency-Token` and `Prefer: wait=…`; true unless said otherwise. */
  readonly consistent?: boolean;
  /** The answer has a `Location`. */
  readonly location?: boolean;
}

/**
 * Says once what an endpoint takes and answers. Body, query and path come from the schemas of `@Body({ schema })` and its like, so what is documented is what is
 * checked.
 */
export const Endpoint = (options: EndpointOptions): MethodDecorator => {
  const status = options.status ?? 200;
  const problems: Record<number, string> = {
    400: 'Malformed',
    500: 'Our mistake',
    503: 'Not available now; see Retry-After',
    ...options.problems,
  };
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary: options.summary, ...(options.description && { description: options.description }) }),
    ApiResponse({
      status,
      description: 'Success',
      headers: responseHeaders(options),
      ...(options.response && { standardSchema: options.response }),
    }),
    ...Object.entries(problems).map(([code, description]) =>
      ApiResponse({
        status: Number(code),
        description,
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      }),
    ),
    ...requestHeaders(options),
  );
};

const requestHeaders = ({ idempotent, consistent = true }: EndpointOptions): MethodDecorator[] => [
  ...(idempotent
    ? [
        ApiHeader({
          name: 'Idempotency-Key',
          required: false,
          description:
            'The same for every retry: the first answer is sent again, for 24 h. 1 to 200 visible ASCII characters, in quotes or bare. Without one a request is done as often as it is sent.',
          schema: { type: 'string' as const, maxLength: 200 },
        }),
      ]
    : []),
  ...(consistent
    ? [
        ApiHeader({
          name: 'Consistency-Token',
          required: false,
          description: 'Of an earlier answer: this request sees at least what that one saw.',
          schema: { type: 'string' as const },
        }),
        ApiHeader({
          name: 'Prefer',
          required: false,
          description: '`wait=<seconds>` (up to 30, else 2), `handling=strict`: 503 rather than a stale answer.',
          schema: { type: 'string' as const },
        }),
      ]
    : []),
];

const responseHeaders = ({ location, consistent = true }: EndpointOptions) => ({
  'Trace-Id': { description: 'Names the trace of this request.', schema: { type: 'string' as const } },
  ...(consistent && {
    'Consistency-Token': {
      description: 'Send it with later requests to see at least what this answer shows.',
      schema: { type: 'string' as const },
    },
    Consistency: {
      description: '`stale` when the answer could not wait until it covers the token.',
      schema: { type: 'string' as const, enum: ['stale'] },
    },
  }),
  ...(location && { Location: { description: 'Never answers 404.', schema: { type: 'string' as const } } }),
});
