import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problem.js';
import { contextOf, headerOf, type RequestContext as ContextOfRequest } from './request-context.js';

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** Gives a handler its context: `@RequestContext() context: RequestContext`. */
export const RequestContext = createParamDecorator((_: unknown, context: ExecutionContext) => contextOf(requestOf(context)));
export type RequestContext = ContextOfRequest;

/** Gives a handler the `Idempotency-Key` header, or undefined. Throws `idempotency-key.invalid`, or `.missing` when `required`. */
export const IdempotencyKey = createParamDecorator((options: { readonly required?: boolean } | undefined, context: ExecutionContext) =>
  idempotencyKeyOf(headerOf(requestOf(context), 'idempotency-key'), options?.required ?? false),
);

export const idempotencyKeyOf = (key: string | undefined, required: boolean): string | undefined => {
  if (key === undefined) {
    if (required) throw new Problem(400, 'idempotency-key.missing', 'Send an Idempotency-Key, the same for every retry of this request.');
    return undefined;
  }
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Problem(400, 'idempotency-key.invalid', 'An Idempotency-Key has 1 to 200 visible ASCII characters and no space.');
  return key;
};
