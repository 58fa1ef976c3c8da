import 'reflect-metadata';
import type { DynamicModule, LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemFilter, sendProblem } from '../problems/problem.filter.js';
import { problemOf } from '../problems/problem-of-error.js';
import { ValidationPipe } from '../problems/validation.pipe.js';
import { addHooks, type HookTools } from './hooks.js';
import { clientErrorHandler } from './client-error.js';
import { RouteTable } from './route-table.js';

export interface HttpOptions extends HookTools {
  readonly root: DynamicModule;
  readonly logger: LoggerService;
  /** Bytes; 1 MiB unless said. */
  readonly bodyLimit?: number | undefined;
  /** Routes beside Nest's controllers. */
  readonly routes?: ((fastify: FastifyInstance) => void | Promise<void>) | undefined;
}

const mebibyte = 1024 * 1024;

/** Nest on Fastify: JSON bodies only, bounded in size and time; every answer with its trace; every error a problem. Not listening yet. */
export const httpApplication = async (options: HttpOptions): Promise<NestFastifyApplication> => {
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimit ?? mebibyte,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 256 },
    // Node looks every 30 s whether a request is late, unless told otherwise.
    http: { maxHeaderSize: 32 * 1024, headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    clientErrorHandler,
    frameworkErrors: (error: unknown, request: FastifyRequest, reply: FastifyReply) => sendProblem(reply, problemOf(error), request),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  fastify.removeContentTypeParser('text/plain');
  const routes = new RouteTable();
  routes.watch(fastify);
  addHooks(fastify, options);
  const app = await NestFactory.create<NestFastifyApplication>(options.root, adapter, {
    logger: options.logger,
    bodyParser: false,
    abortOnError: false,
  });
  app.useGlobalPipes(new ValidationPipe());
  app.useGlobalFilters(new ProblemFilter(routes, options.logger));
  await options.routes?.(fastify);
  return app;
};
