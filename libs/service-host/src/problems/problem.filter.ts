import { type ArgumentsHost, Catch, type ExceptionFilter, type LoggerService } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RouteTable } from '../http/route-table.js';
import { contextOf } from '../context/request-context.js';
import { Problem } from './problem.js';
import { problemOf } from './problem-of-error.js';

export const problemType = 'application/problem+json; charset=utf-8';

/** Every error becomes `application/problem+json`, also those of Fastify and of unknown routes. Those of ours (5xx) are logged, with the trace id. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly routes: RouteTable,
    private readonly logger: LoggerService,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also usable as an error handler of Fastify. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = request.is404 && !(error instanceof Problem) ? this.noRoute(request) : problemOf(error);
    const { traceId } = contextOf(request);
    if (problem.status >= 500 && problem.status !== 503)
      this.logger.error('request failed', {
        traceId,
        method: request.method,
        route: request.routeOptions.url,
        error: problem.options.cause ?? error,
      });
    if (reply.sent) return;
    sendProblem(reply, problem, request);
  }

  private noRoute(request: FastifyRequest): Problem {
    const path = pathOf(request.url);
    const allowed = this.routes.methodsFor(path);
    if (allowed.length === 0 || allowed.includes(request.method)) return new Problem(404, 'route.unknown', `There is nothing at ${path}.`);
    const allow = allowed.join(', ');
    return new Problem(405, 'method.not-allowed', `${path} answers ${allow}, not ${request.method}.`, { headers: { allow } });
  }
}

/** Names the trace itself: where Fastify refuses before its hooks run, nobody else does. */
export const sendProblem = (reply: FastifyReply, problem: Problem, request: FastifyRequest): void => {
  const { traceId, traceparent } = contextOf(request);
  // Fastify would close the connection while the client still writes, and the reset that follows can overtake the answer. Kept open, the rest is read
  // and dropped, for as long as the request timeout allows.
  if (problem.status === 413) reply.removeHeader('connection');
  void reply
    .code(problem.status)
    .headers({ ...problem.options.headers, traceparent, 'trace-id': traceId })
    .type(problemType)
    .send(documentOf(problem, request, traceId));
};

export const documentOf = (problem: Problem, request: FastifyRequest, traceId: string): string =>
  JSON.stringify(problem.toDocument(pathOf(request.url), traceId));

/** Without the query: it may hold personal data. */
const pathOf = (url: string): string => url.split('?', 1)[0]!.slice(0, 512);
