import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const problem = {
  type: 'object' as const,
  description: 'RFC 9457. `code` is stable.',
  required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'traceId'],
  properties: {
    type: { type: 'string' as const, format: 'uri-reference' },
    title: { type: 'string' as const },
    status: { type: 'integer' as const },
    detail: { type: 'string' as const },
    instance: { type: 'string' as const },
    code: { type: 'string' as const },
    traceId: { type: 'string' as const },
    errors: {
      type: 'array' as const,
      items: {
        type: 'object' as const,
        required: ['pointer', 'detail', 'code', 'in'],
        properties: {
          pointer: { type: 'string' as const },
          detail: { type: 'string' as const },
          code: { type: 'string' as const },
          in: { type: 'string' as const, enum: ['body', 'query', 'path', 'header'] },
        },
      },
    },
  },
};

/** The service's API, made from its controllers and the schemas they check with. */
export const openApiDocument = (app: NestFastifyApplication, title: string): OpenAPIObject => {
  const document = SwaggerModule.createDocument(app, new DocumentBuilder().setTitle(title).setVersion('1').build());
  return { ...document, components: { ...document.components, schemas: { ...document.components?.schemas, Problem: problem } } };
};

/** Serves it at /openapi.json, made when it is first asked for: start-up does not pay for it. Before the application listens. */
export const serveOpenApi = (app: NestFastifyApplication, title: string): void => {
  let document: OpenAPIObject | undefined;
  app
    .getHttpAdapter()
    .getInstance()
    .get('/openapi.json', (_request, reply) => reply.type('application/json').send((document ??= openApiDocument(app, title))));
};
