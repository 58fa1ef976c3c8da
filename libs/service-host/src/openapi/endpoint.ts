import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import * as usual from '../problems/usual-problems.js';
import { requestHeaders, responseHeaders } from './headers.js';
import { problemResponse } from './problem-response.js';

export interface EndpointOptions {
  readonly summary: string;
  readonly description?: string;
  /** Status of success; 200 unless said. Also set on the answer. */
  readonly status?: number;
  readonly response?: z.ZodType;
  /** The answer is a stream of server-sent events instead. */
  readonly stream?: string;
  /** What can go wrong, by status and code, and what it means: `{ 409: { 'order.price-changed': '…' } }`. The usual problems are always there. */
  readonly problems?: usual.GivenProblems;
  /** Takes an `Idempotency-Key`, as every POST does: 409 and 422 can be about the key. */
  readonly idempotent?: boolean;
  /** Has a body; POSTs always have. */
  readonly body?: boolean;
  /** A list that goes on with `cursor`. */
  readonly list?: boolean;
  /** The answer has an ETag. `read`: `If-None-Match` makes it a 304. `write`: takes `If-Match`; `required`: some of its requests must have one. */
  readonly conditional?: 'shown' | 'read' | 'write' | 'required';
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
  return applyDecorators(
    HttpCode(status),
    ApiOperation({ summary: options.summary, ...(options.description && { description: options.description }) }),
    ApiResponse({ status, description: 'Success', headers: responseHeaders(options), ...contentOf(options) }),
    ...(options.stream ? [ApiResponse({ status: 204, description: 'There is nothing more to come' })] : []),
    ...(options.conditional === 'read'
      ? [ApiResponse({ status: 304, description: 'You have it already', headers: responseHeaders(options) })]
      : []),
    ...Object.entries(problemsOf(options)).map(([code, problems]) => ApiResponse(problemResponse(Number(code), problems))),
    ...requestHeaders(options).map((header) => ApiHeader(header)),
  );
};

const contentOf = ({ response, stream }: EndpointOptions): object => {
  if (stream !== undefined) return { content: { 'text/event-stream': { schema: { type: 'string', description: stream } } } };
  return response ? { standardSchema: response } : {};
};

const problemsOf = ({ idempotent, body, list, conditional, consistent = true, problems }: EndpointOptions): usual.ProblemsByStatus =>
  usual.together(
    usual.always,
    consistent ? usual.ofTokens : {},
    idempotent || body ? usual.ofBodies : {},
    idempotent ? usual.ofKeys : {},
    list ? usual.ofLists : {},
    usual.ofConditions,
    conditional === 'write' || conditional === 'required' ? usual.ofConditionalWrites : {},
    conditional === 'required' ? usual.ofRequiredConditions : {},
    problems ?? {},
  );
