import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { idempotencyKeyOf } from '../idempotency/idempotency-key.js';
import { contextOf, headerOf, type RequestContext as ContextOfRequest } from './request-context.js';

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** Gives a handler its context: `@RequestContext() context: RequestContext`. */
export const RequestContext = createParamDecorator((_: unknown, context: ExecutionContext) => contextOf(requestOf(context)));
export type RequestContext = ContextOfRequest;

/** Gives a handler the `Idempotency-Key` header, or undefined. Throws `idempotency-key.invalid`, or `.missing` when `required`. */
export const IdempotencyKey = createParamDecorator((options: { readonly required?: boolean } | undefined, context: ExecutionContext) =>
  idempotencyKeyOf(headerOf(requestOf(context), 'idempotency-key'), options?.required ?? false),
);
