import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const served = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js', '/favicon-32x32.png']);

/** Swagger UI's own files, from the package that @nestjs/swagger brings: the page works without a network. */
export const addDocsAssets = (fastify: FastifyInstance): void => {
  const nestSwagger = createRequire(import.meta.url).resolve('@nestjs/swagger/package.json');
  const root = dirname(createRequire(nestSwagger).resolve('swagger-ui-dist/package.json'));
  void fastify.register(fastifyStatic, {
    root,
    prefix: '/api/docs/',
    index: false,
    decorateReply: false,
    maxAge: '1h',
    allowedPath: (path) => served.has(path),
  });
};
